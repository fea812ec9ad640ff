package io.tocsin.normalizer.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tocsin.embedded.EmbeddedKafka;
import io.tocsin.embedded.TestStack;
import io.tocsin.normalizer.NormalizerApp;
import io.tocsin.platform.CompactedTopic;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.schemas.AvroSerdes;
import io.tocsin.schemas.CodeMapping;
import io.tocsin.schemas.SiteEntry;
import io.tocsin.schemas.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigPublisherIT {
  @TempDir Path directory;

  private EmbeddedKafka kafka;
  private KafkaSettings kafkaSettings;
  private RegistrySettings registrySettings;

  @BeforeEach
  void start() throws IOException {
    kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0);
    kafkaSettings = new KafkaSettings(kafka.bootstrapServers(), true, 1, 1, 1, Map.of());
    registrySettings =
        new RegistrySettings(
            TestStack.registry().url(),
            AvroSerdes.DEFAULT_SERIALIZER,
            AvroSerdes.DEFAULT_DESERIALIZER,
            Map.of());
    sites("America/Chicago", "\"50\", \"51\"");
    mapping(2, "alarm");
  }

  @AfterEach
  void stop() {
    kafka.close();
  }

  @Test
  void writesOnlyWhatDiffers() throws IOException {
    assertThat(publish()).isEqualTo(new Published(2, 0, 0, 1, 0));
    assertThat(publish()).isEqualTo(new Published(0, 0, 2, 0, 1));

    sites("America/Chicago", "\"50\"");
    assertThat(publish()).isEqualTo(new Published(0, 1, 1, 0, 1));
    assertThat(sitesNow()).containsOnlyKeys("tracktik:50");

    sites("America/Denver", "\"50\"");
    mapping(3, "trouble");
    assertThat(publish()).isEqualTo(new Published(1, 0, 0, 1, 0));
    assertThat(sitesNow().get("tracktik:50").getTimeZone()).isEqualTo("America/Denver");
    assertThat(mappingsNow().get("tracktik").getVersion()).isEqualTo(3);
  }

  @Test
  void refusesAVersionThatWentDownOrHasOtherContentAndWritesNothing() throws IOException {
    publish();
    sites("America/Denver", "\"50\"");

    mapping(1, "alarm");
    assertThat(problems())
        .containsExactly(
            "code-mappings.yml:4: version 1 of source 'tracktik' is lower than the published"
                + " version 2");
    mapping(2, "trouble");
    assertThat(problems())
        .containsExactly(
            "code-mappings.yml:4: version 2 of source 'tracktik' is published with other content;"
                + " raise the version");
    Files.writeString(directory.resolve("code-mappings.yml"), "mappings: []\n");
    assertThat(problems())
        .singleElement()
        .asString()
        .startsWith("code-mappings.yml:1: the published mapping of source 'tracktik' is missing;");

    assertThat(sitesNow().get("tracktik:50").getTimeZone()).isEqualTo("America/Chicago");
    assertThat(mappingsNow().get("tracktik").getVersion()).isEqualTo(2);
  }

  @Test
  void isACommandOfTheApp() throws Exception {
    assertThat(command())
        .isEqualTo(
            "0 site references: 2 written, 0 removed, 0 unchanged; code mappings: 1 written, 0"
                + " unchanged");

    mapping(1, "alarm");
    assertThat(command())
        .isEqualTo(
            "1 nothing was published:\n"
                + "code-mappings.yml:4: version 1 of source 'tracktik' is lower than the published"
                + " version 2");
  }

  /// Runs `publish-config` in a process of its own; its exit status and the last lines that it
  /// said.
  private String command() throws Exception {
    Path said = directory.resolve("said.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "-Dtocsin.kafka.bootstrap-servers=" + kafka.bootstrapServers(),
                "-Dtocsin.kafka.event-partitions=1",
                "-Dtocsin.kafka.replication-factor=1",
                "-Dtocsin.kafka.min-insync-replicas=1",
                "-Dtocsin.registry.url=" + registrySettings.url(),
                NormalizerApp.class.getName(),
                "publish-config",
                directory.toString())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    String words = Files.readString(said).strip();
    int from =
        Math.max(
            words.lastIndexOf("nothing was published"), words.lastIndexOf("\nsite references") + 1);
    return process.exitValue()
        + " "
        + words.substring(from).replaceAll("(?m)\\R^\\d{2}:\\d{2}.*$", "");
  }

  private Published publish() {
    return new ConfigPublisher(kafkaSettings, registrySettings).publish(directory);
  }

  private List<String> problems() {
    return catchThrowableOfType(ConfigRefusedException.class, this::publish).problems();
  }

  private Map<String, SiteEntry> sitesNow() {
    return CompactedTopic.read(
        kafkaSettings,
        Topics.CONFIG_SITES,
        registrySettings.serdes().deserializer(SiteEntry.class));
  }

  private Map<String, CodeMapping> mappingsNow() {
    return CompactedTopic.read(
        kafkaSettings,
        Topics.CONFIG_CODE_MAPPINGS,
        registrySettings.serdes().deserializer(CodeMapping.class));
  }

  private void sites(String zone, String references) throws IOException {
    Files.writeString(
        directory.resolve("sites.yml"),
        """
        sites:
          - id: northgate
            client: c
            name: N
            time-zone: %s
            references:
              tracktik: [%s]
        """
            .formatted(zone, references));
  }

  private void mapping(int version, String type) throws IOException {
    Files.writeString(
        directory.resolve("code-mappings.yml"),
        """
        # Codes.
        mappings:
          - source: tracktik
            version: %d
            codes:
              - {code: "28", type: %s, name: x}
        """
            .formatted(version, type));
  }
}
