package io.tocsin.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.web.router.Router;
import io.micronaut.web.router.UriRouteInfo;
import io.tocsin.platform.App;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Who is let in. Needs no PostgreSQL: whoever is let in is told that it is away.
class OperatorGateTest {
  private static TestConsole console;

  @BeforeAll
  static void start() {
    console = TestConsole.withoutPostgres();
  }

  @AfterAll
  static void stop() {
    console.close();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        "Bearer operators-onl",
        "Bearer operators-only-not",
        "Basic operators-only",
        "operators-only"
      })
  void everyRouteButTheOpenOnesAsksForTheToken(String authorization) {
    List<UriRouteInfo<?, ?>> routes =
        console.app().context().getBean(Router.class).uriRoutes().toList();
    int asked = 0;
    for (UriRouteInfo<?, ?> route : routes) {
      String path = route.getUriMatchTemplate().toPathString().replaceAll("\\{[^}]*}", "x");
      if (path.equals("/openapi.yml") || path.equals("/prometheus") || path.equals("/health")) {
        continue;
      }
      HttpResponse<String> answer =
          console.send(route.getHttpMethodName(), path, authorization, "application/json");
      assertThat(answer.statusCode()).as(route.getHttpMethodName() + " " + path).isEqualTo(401);
      asked++;
    }
    assertThat(asked).isGreaterThanOrEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api//stories?key=a",
        "//api/stories?key=a",
        "/%61pi/stories?key=a",
        "/API/stories?key=a",
        "/api/stories/?key=a",
        "/health/../api/stories?key=a",
        "/health/%2e%2e/api/stories?key=a",
        "/openapi.yml/../api/stories?key=a",
        "/api/stories;/health?key=a",
        "/",
        "/nowhere"
      })
  void anotherSpellingOfAPathOpensNothing(String path) {
    assertThat(console.send("GET", path, null, null).statusCode()).isEqualTo(401);
  }

  @Test
  void aRefusalIsAProblemAndSaysHowToComeIn() {
    HttpResponse<String> answer = console.send("GET", "/api/stories?key=a", null, "text/plain");

    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
    assertThat(answer.body())
        .contains("\"status\":401", "urn:tocsin:problem:no-operator-token")
        .doesNotContain(TestConsole.TOKEN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer operators-only", "bearer operators-only"})
  void theTokenLetsIn(String authorization) {
    HttpResponse<String> answer =
        console.send("GET", "/api/stories?key=a", authorization, "application/json");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).contains("5");
    assertThat(answer.body()).contains("PostgreSQL does not answer").doesNotContain("127.0.0.1");
  }

  @Test
  void healthIsOpenAndSaysWhatTheConsoleWaitsFor() {
    HttpResponse<String> health = console.send("GET", "/health", null, null);

    assertThat(health.statusCode()).isEqualTo(503);
    assertThat(health.body()).contains("PostgreSQL does not answer");
    assertThat(console.send("GET", "/health/readiness", null, null).statusCode()).isEqualTo(503);
    assertThat(console.send("GET", "/health/liveness", null, null).statusCode()).isEqualTo(200);
  }

  @Test
  void errorsOfTheFrameworkAreProblemsToo() {
    for (String path : List.of("/nowhere", "/api/stories")) {
      HttpResponse<String> answer = console.json(path);
      assertThat(answer.statusCode()).isIn(404, 400);
      assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
      assertThat(answer.body()).contains("\"title\"", "\"detail\"");
    }
    assertThat(
            console
                .send("POST", "/api/stories", "Bearer operators-only", "application/json")
                .statusCode())
        .isEqualTo(405);
    assertThat(
            console
                .send("GET", "/api/stories?key=a", "Bearer operators-only", "image/png")
                .statusCode())
        .isEqualTo(406);
  }

  @Test
  void badParametersAreExplained() {
    assertThat(console.json("/api/stories?key=%20").body()).contains("urn:tocsin:problem:no-key");
    assertThat(console.json("/api/stories?key=" + "a".repeat(1025)).statusCode()).isEqualTo(400);
    assertThat(console.json("/api/reports/outcomes?from=yesterday").body())
        .contains("urn:tocsin:problem:bad-day", "from must be a day");
    assertThat(console.json("/api/reports/outcomes?from=2026-11-21&to=2026-11-20").body())
        .contains("urn:tocsin:problem:bad-range");
    assertThat(console.json("/api/closes/verification?head=abc").body())
        .contains("urn:tocsin:problem:bad-head", "64 hexadecimal digits");
    assertThat(console.json("/api/closes/verification?head=" + "a".repeat(64)).statusCode())
        .isEqualTo(503);
  }

  @Test
  void aMissingSecretEndsTheStart() {
    assertThatThrownBy(
            () ->
                App.start(
                    "console",
                    Map.of(
                        "micronaut.server.port", -1, "tocsin.console.postgres.password", "given")))
        .satisfies(e -> assertThat(App.rootMessage(e)).startsWith("TOCSIN_CONSOLE_TOKEN is empty"));
    assertThatThrownBy(
            () ->
                App.start(
                    "console",
                    Map.of("micronaut.server.port", -1, "tocsin.console.token", "given")))
        .satisfies(
            e ->
                assertThat(App.rootMessage(e))
                    .startsWith("TOCSIN_CONSOLE_POSTGRES_PASSWORD is empty"));
  }
}
