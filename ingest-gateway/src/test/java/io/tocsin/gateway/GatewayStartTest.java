package io.tocsin.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tocsin.platform.App;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How the gateway starts: with everything it needs, or not at all and in words; without Kafka it
/// starts and says so.
final class GatewayStartTest {
  private static final String NOWHERE = "127.0.0.1:1";

  @Test
  void withoutAnEnabledSourceItDoesNotStart() {
    assertThat(refusal(Map.of())).contains("tocsin.gateway.sources", "no source");
  }

  @Test
  void aSourceThatIsEnabledWithoutItsSecretDoesNotStart() {
    assertThat(
            refusal(
                Map.of(
                    "tocsin.gateway.sources.tracktik.enabled",
                    true,
                    "tocsin.gateway.sources.tracktik.auth.header",
                    "X-Secret")))
        .contains("tocsin.gateway.sources.tracktik.auth.secrets[0].value", "empty");
  }

  @Test
  void aSourceWithAnIllegalNameDoesNotStart() {
    assertThat(refusal(GatewayFixture.trackTik("Track_Tik")))
        .contains("tocsin.gateway.sources.Track_Tik", "no legal name");
  }

  @Test
  void aSecretFromAVariableThatIsNotThereDoesNotStart() {
    String source = "tocsin.gateway.sources.gate.";
    var settings =
        Map.<String, Object>of(
            source + "vendor", "tracktik",
            source + "auth.scheme", "static-header",
            source + "auth.header", "X-Secret",
            source + "auth.secrets",
                List.of(Map.of("id", "a", "value", "${TOCSIN_TEST_NOT_THERE}")));

    assertThat(refusal(settings)).contains("TOCSIN_TEST_NOT_THERE");
  }

  @Test
  void boundsThatCannotBeAreRefused() {
    assertThat(refusal(Map.of("tocsin.gateway.max-body-bytes", 4_000_000)))
        .contains("tocsin.gateway.max-body-bytes");
    assertThat(refusal(Map.of("tocsin.gateway.max-export-bytes", 1_000_000_000)))
        .contains("tocsin.gateway.max-export-bytes");
    assertThat(refusal(Map.of("tocsin.gateway.max-export-rows", 0)))
        .contains("tocsin.gateway.max-export-rows");
    assertThat(refusal(Map.of("tocsin.gateway.claim-check-bytes", 0)))
        .contains("tocsin.gateway.claim-check-bytes");
    assertThat(refusal(Map.of("tocsin.gateway.acknowledge-within", "0s")))
        .contains("tocsin.gateway.acknowledge-within");
    assertThat(refusal(Map.of("tocsin.gateway.producer.acks", "1")))
        .contains("tocsin.gateway.producer.acks");
  }

  @Test
  void identityRecipesThatCannotBeReadDoNotStart(@TempDir Path directory) throws IOException {
    Map<String, Object> settings = GatewayFixture.trackTik("gate");
    settings.put("tocsin.gateway.identity-recipes", directory.resolve("none.yml").toString());
    assertThat(refusal(settings)).contains("tocsin.gateway.identity-recipes", "none.yml");

    Path file = directory.resolve("recipes.yml");
    Files.writeString(file, "vendors: {tracktik: [{name: tracktik/own/1, id: \"{id}\"}]}");
    settings.put("tocsin.gateway.identity-recipes", file.toString());
    assertThat(refusal(settings)).contains("recipes.yml.vendors.tracktik[0].needs is not set");
  }

  @Test
  void aTimeFormatWithoutSecondsDoesNotStartWhereTheTimeIsPartOfTheIdentity() {
    Map<String, Object> settings = GatewayFixture.trackTik("gate");
    settings.put("tocsin.gateway.sources.gate.time-formats", "yyyyMMddHHmm");
    try (var gateway = GatewayFixture.startUnready(NOWHERE, "http://" + NOWHERE, settings)) {
      assertThat(gateway.get("/health/liveness").statusCode()).isEqualTo(200);
    }

    settings.put("tocsin.gateway.sources.gate.vendor", "manitou");
    settings.put("tocsin.gateway.sources.gate.manitou.receiver-line-prefix", "1");
    assertThat(refusal(settings))
        .contains("tocsin.gateway.sources.gate.time-formats has a format without seconds");
  }

  @Test
  void theShippedSourcesNeedOnlyTheirSecrets() {
    try (var gateway =
        GatewayFixture.startUnready(
            NOWHERE,
            "http://" + NOWHERE,
            Map.of(
                "tocsin.gateway.sources.tracktik.enabled", true,
                "tocsin.gateway.sources.tracktik.auth.header", "X-Secret",
                "tocsin.gateway.sources.tracktik.auth.secrets[0].value", "s3cret",
                "tocsin.gateway.sources.manitou.enabled", true,
                "tocsin.gateway.sources.manitou.auth.header", "X-Secret",
                "tocsin.gateway.sources.manitou.auth.secrets[0].value", "s3cret",
                "tocsin.gateway.sources.manitou.auth.secrets[1].value", "next",
                "tocsin.gateway.sources.manitou.manitou.receiver-line-prefix", "01"))) {
      assertThat(gateway.get("/health/liveness").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void withoutKafkaItIsNotReadyAndTellsSendersToWait() {
    try (var gateway =
        GatewayFixture.startUnready(
            NOWHERE, "http://" + NOWHERE, GatewayFixture.trackTik("early"))) {
      HttpResponse<String> response = gateway.post("early", "{\"id\":1}");

      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(response.headers().firstValue("retry-after")).hasValue("5");
      assertThat(gateway.get("/health").statusCode()).isEqualTo(503);
      assertThat(gateway.get("/health").body()).contains("provisioning");
      assertThat(gateway.post("other", "{}").statusCode()).isEqualTo(404);
    }
  }

  private static String refusal(Map<String, Object> settings) {
    var all = new HashMap<String, Object>(settings);
    all.put("micronaut.server.port", -1);
    Throwable failure = catchThrowable(() -> App.start("ingest-gateway", all).close());
    assertThat(failure).isNotNull();
    return App.rootMessage(failure);
  }
}
