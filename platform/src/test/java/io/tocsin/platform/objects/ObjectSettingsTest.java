package io.tocsin.platform.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.ApplicationContext;
import io.tocsin.platform.App;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The settings `tocsin.objects.*`: their defaults, all of them, and what is refused.
final class ObjectSettingsTest {
  private static final String SECRET = "not-for-anybodys-eyes";

  @TempDir Path directory;

  @Test
  void hasDefaults() {
    ObjectSettings settings = settings(Map.of());

    assertThat(settings)
        .isEqualTo(
            new ObjectSettings(
                ObjectSettings.Kind.FILE,
                Path.of("data/objects"),
                "",
                "us-east-1",
                "",
                "",
                "",
                "",
                false));
    assertThat(settings.server()).isEmpty();
    assertThat(settings.keys()).isEmpty();
  }

  @Test
  void takesEverySetting() throws IOException {
    Path file = Files.writeString(directory.resolve("secret"), SECRET + "\n");
    ObjectSettings settings =
        settings(
            Map.of(
                "kind", "s3",
                "directory", "/srv/objects",
                "endpoint", "https://s3.example.com:9000",
                "region", "eu-central-1",
                "bucket", "events",
                "prefix", "tocsin/",
                "access-key", "AKIA",
                "secret-key", "file:" + file,
                "path-style", true));

    assertThat(settings.kind()).isEqualTo(ObjectSettings.Kind.S3);
    assertThat(settings.directory()).isEqualTo(Path.of("/srv/objects"));
    assertThat(settings.server().orElseThrow()).hasHost("s3.example.com").hasPort(9000);
    assertThat(settings.region()).isEqualTo("eu-central-1");
    assertThat(settings.bucket()).isEqualTo("events");
    assertThat(settings.prefix()).isEqualTo("tocsin/");
    assertThat(settings.pathStyle()).isTrue();
    ObjectSettings.KeyPair keys = settings.keys().orElseThrow();
    assertThat(new String(keys.accessKey().bytes(), StandardCharsets.UTF_8)).isEqualTo("AKIA");
    assertThat(new String(keys.secretKey().bytes(), StandardCharsets.UTF_8)).isEqualTo(SECRET);
  }

  @Test
  void doesNotShowItsKeys() {
    ObjectSettings settings =
        settings(Map.of("kind", "s3", "bucket", "b", "access-key", SECRET, "secret-key", SECRET));

    assertThat(settings.toString()).contains("bucket=b").doesNotContain(SECRET);
    assertThat(settings.keys().orElseThrow().toString()).doesNotContain(SECRET);
  }

  @ParameterizedTest
  @CsvSource({
    "bucket, '', tocsin.objects.bucket is not set",
    "region, '', tocsin.objects.region is not set",
    "access-key, '', tocsin.objects.access-key is not set",
    "secret-key, '', tocsin.objects.secret-key is not set",
    "endpoint, s3.example.com, tocsin.objects.endpoint is no base address",
    "endpoint, https://user:word@s3.example.com, tocsin.objects.endpoint is no base address",
    "prefix, /tocsin, tocsin.objects.prefix starts with a slash",
  })
  void refusesToStart(String setting, String value, String sentence) {
    var given =
        new HashMap<String, Object>(
            Map.of("kind", "s3", "bucket", "b", "access-key", "a", "secret-key", "s"));
    given.put(setting, value);

    assertThatThrownBy(() -> settings(given))
        .satisfies(e -> assertThat(App.rootMessage(e)).contains(sentence));
  }

  @Test
  void refusesASecretFileThatIsNotThere() {
    ObjectSettings settings =
        settings(
            Map.of("kind", "s3", "bucket", "b", "access-key", "a", "secret-key", "file:/none"));

    assertThatThrownBy(settings::keys)
        .hasMessage("tocsin.objects.secret-key names the file /none, which cannot be read");
  }

  @Test
  void makesTheStoreOnlyForWhomAsks() {
    Path objects = directory.resolve("objects");
    try (ApplicationContext context = context(Map.of("directory", objects.toString()))) {
      assertThat(objects).doesNotExist();

      ObjectStore store = context.getBean(ObjectStore.class);

      assertThat(store).isInstanceOf(FileObjectStore.class);
      assertThat(objects).isDirectory();
      assertThat(context.getBean(ObjectStore.class)).isSameAs(store);
    }
  }

  @Test
  void makesNoStoreForTheKindNone() {
    try (ApplicationContext context = context(Map.of("kind", "none"))) {
      assertThat(context.findBean(ObjectStore.class)).isEmpty();
    }
  }

  private static ObjectSettings settings(Map<String, Object> given) {
    try (ApplicationContext context = context(given)) {
      return context.getBean(ObjectSettings.class);
    }
  }

  private static ApplicationContext context(Map<String, Object> given) {
    var properties = new HashMap<String, Object>();
    given.forEach((setting, value) -> properties.put("tocsin.objects." + setting, value));
    return ApplicationContext.builder()
        .deduceEnvironment(false)
        .bootstrapEnvironment(false)
        .banner(false)
        .properties(properties)
        .start();
  }
}
