package io.tocsin.simulators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What all stand-ins have in common.
final class SimulatorTest {
  private final Simulator simulator = Simulator.start("generic");
  private final Caller caller = new Caller(simulator);

  @AfterEach
  void stop() {
    simulator.close();
  }

  @ParameterizedTest
  @CsvSource({
    "NONE, 200, 1",
    "RATE_LIMIT, 429, 0",
    "ERROR_500, 500, 0",
    "UNAVAILABLE_503, 503, 0",
    "TIMEOUT_BEFORE, 504, 0",
    "TIMEOUT_AFTER, 504, 1",
    "SLOW_BODY, 200, 1",
    "EXPIRED_TOKEN, 401, 0"
  })
  void aFaultHasItsAnswerAndItsEffect(Fault fault, int status, int effects) {
    simulator.set("timeout-millis", "10");
    simulator.set("slow-millis", "10");
    simulator.next(fault);

    Caller.Reply reply = caller.post("/things", "{'id':'a'}");

    assertThat(reply.status()).isEqualTo(status);
    assertThat(simulator.effects().getOrDefault("a", 0)).isEqualTo(effects);
    assertThat(simulator.objects()).hasSize(effects);
    assertThat(simulator.requests()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"DROP_BEFORE, 0", "DROP_AFTER, 1"})
  void aDroppedConnectionHasNoAnswer(Fault fault, int effects) {
    simulator.next(fault);

    assertThatThrownBy(() -> caller.post("/things", "{'id':'a'}"))
        .isInstanceOf(UncheckedIOException.class)
        .hasCauseInstanceOf(IOException.class);

    assertThat(simulator.effects().getOrDefault("a", 0)).isEqualTo(effects);
  }

  @Test
  void aLateEffectComesAfterItsAnswer() {
    simulator.set("timeout-millis", "10");
    simulator.set("late-millis", "200");
    simulator.next(Fault.LATE_EFFECT);

    Caller.Reply reply = caller.post("/things", "{'id':'a'}");

    assertThat(reply.status()).isEqualTo(504);
    assertThat(simulator.effects()).isEmpty();
    Awaitility.await().untilAsserted(() -> assertThat(simulator.effects()).containsEntry("a", 1));
  }

  @Test
  void aSlowBodyTakesItsTimeAndComesWhole() {
    simulator.set("slow-millis", "300");
    simulator.next(Fault.SLOW_BODY);
    long before = System.nanoTime();

    Caller.Reply reply = caller.post("/things", "{'id':'a'}");

    assertThat(reply.body()).isEqualTo("{\"id\":\"a\"}");
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(290));
  }

  @Test
  void theSameSeedAndRatesGiveTheSameFaults() {
    List<Integer> first = hundredStatuses(7);

    assertThat(first).contains(200, 500, 503);
    assertThat(hundredStatuses(7)).isEqualTo(first);
    assertThat(hundredStatuses(8)).isNotEqualTo(first);
  }

  private static List<Integer> hundredStatuses(long seed) {
    try (var seeded = Simulator.start("generic", 0, seed)) {
      seeded.rate(Fault.ERROR_500, 0.2);
      seeded.rate(Fault.UNAVAILABLE_503, 0.2);
      var caller = new Caller(seeded);
      return IntStream.range(0, 100).map(_ -> caller.get("/things").status()).boxed().toList();
    }
  }

  @Test
  void queuedFaultsComeInOrderAndBeforeTheRates() {
    simulator.rate(Fault.ERROR_500, 1);
    simulator.next(Fault.NONE, Fault.RATE_LIMIT);

    assertThat(IntStream.range(0, 3).map(_ -> caller.get("/things").status()))
        .containsExactly(200, 429, 500);
  }

  @Test
  void faultsMeetOnlyTheMethodsThatAreNamed() {
    simulator.set("faults-on", "POST");
    simulator.next(Fault.ERROR_500);

    assertThat(caller.get("/things").status()).isEqualTo(200);
    assertThat(caller.post("/things", "{}").status()).isEqualTo(500);
  }

  @Test
  void anExpiredTokenIsRefusedUntilAnotherOneComes() {
    simulator.next(Fault.EXPIRED_TOKEN);

    assertThat(caller.post("/things", "{}", "Authorization", "Bearer old").status()).isEqualTo(401);
    simulator.next(Fault.ERROR_500);
    assertThat(caller.post("/things", "{}", "Authorization", "Bearer old").status()).isEqualTo(401);
    String fresh =
        caller
            .post("/_simulator/oauth2/token", "grant_type=client_credentials")
            .json()
            .path("access_token")
            .asText();
    assertThat(caller.post("/things", "{}", "Authorization", "Bearer " + fresh).status())
        .as("a request that is not let in meets no fault")
        .isEqualTo(500);
    assertThat(caller.post("/things", "{}", "Authorization", "Bearer " + fresh).status())
        .isEqualTo(200);
  }

  @Test
  void onlyTheTokenThatIsSetIsGood() {
    simulator.token("good");

    assertThat(caller.post("/things", "{}").status()).isEqualTo(401);
    assertThat(caller.post("/things", "{}", "Authorization", "Bearer bad").status()).isEqualTo(401);
    assertThat(caller.post("/things", "{}", "Authorization", "Bearer good").status())
        .isEqualTo(200);
  }

  @Test
  void aKilledServerRefusesConnectionsAndComesBackWithItsData() {
    caller.post("/things", "{'id':'a'}");
    String url = simulator.url();

    simulator.down();

    assertThatThrownBy(() -> caller.get("/things")).hasCauseInstanceOf(ConnectException.class);
    simulator.up();
    assertThat(simulator.url()).isEqualTo(url);
    assertThat(caller.get("/things").json()).hasSize(1);
    assertThat(simulator.effects()).containsEntry("a", 1);
  }

  @Test
  void aKillLeavesRequestsUnderWayWithoutAnAnswer() {
    simulator.next(Fault.TIMEOUT_AFTER);
    var answer = CompletableFuture.supplyAsync(() -> caller.post("/things", "{'id':'a'}"));
    Awaitility.await().until(() -> simulator.effects().containsKey("a"));

    simulator.down();

    assertThatThrownBy(answer::join).hasRootCauseInstanceOf(IOException.class);
  }

  @Test
  void aLimitThrottlesByItselfUntilItsTimeIsOver() {
    simulator.set("limit", "2/10");
    simulator.set("retry-after-seconds", "3");

    assertThat(IntStream.range(0, 2).map(_ -> caller.get("/things").status())).containsOnly(200);
    Caller.Reply third = caller.get("/things");
    assertThat(third.status()).isEqualTo(429);
    assertThat(third.header("Retry-After")).isEqualTo("3");
    simulator.advance(Duration.ofSeconds(10));
    assertThat(caller.get("/things").status()).isEqualTo(200);
  }

  @Test
  void tooManyAtOnceAreThrottled() {
    simulator.set("concurrent", "1");
    simulator.next(Fault.TIMEOUT_AFTER);
    var slow = CompletableFuture.supplyAsync(() -> caller.post("/things", "{'id':'a'}"));
    Awaitility.await().until(() -> simulator.effects().containsKey("a"));

    assertThat(caller.get("/things").status()).isEqualTo(429);
    simulator.down();
    simulator.up();
    assertThatThrownBy(slow::join).hasRootCauseInstanceOf(IOException.class);
    assertThat(caller.get("/things").status()).isEqualTo(200);
  }

  @Test
  void aBodyThatIsTooLargeIsRefused() {
    assertThat(caller.post("/things", "x".repeat((16 << 20) + 1)).status()).isEqualTo(413);
    assertThat(simulator.requests()).isEmpty();
  }

  @Test
  void whatArrivedIsKeptAsItWasSent() {
    caller.post("/a/b?c=d%20e", "{'id':'a'}", "X-Mine", "1");

    assertThat(simulator.requests())
        .singleElement()
        .satisfies(
            received -> {
              assertThat(received.method()).isEqualTo("POST");
              assertThat(received.path()).isEqualTo("/a/b?c=d%20e");
              assertThat(received.header("x-mine")).isEqualTo("1");
              assertThat(received.json().path("id").asText()).isEqualTo("a");
            });
  }

  @Test
  void peopleSeeAndSteerItOverHttp() {
    assertThat(
            caller
                .post("/_simulator/faults", "{'next':['rate-limit'],'rate':{'error-500':1}}")
                .status())
        .isEqualTo(204);
    assertThat(caller.post("/things", "{'id':'a'}").status()).isEqualTo(429);
    assertThat(caller.post("/things", "{'id':'a'}").status()).isEqualTo(500);
    caller.post("/_simulator/faults", "{'rate':{'error-500':0}}");
    caller.post("/things", "{'id':'a'}", "Authorization", "Bearer hidden");

    assertThat(caller.get("/_simulator/effects").body()).isEqualTo("{\"a\":1}");
    assertThat(caller.get("/_simulator/objects").body()).isEqualTo("[{\"id\":\"a\"}]");
    assertThat(caller.get("/_simulator/requests").json()).hasSize(3);
    assertThat(caller.get("/_simulator/requests").body()).doesNotContain("hidden");
    assertThat(caller.post("/_simulator/faults", "{'next':['nonsense']}"))
        .satisfies(
            reply -> {
              assertThat(reply.status()).isEqualTo(400);
              assertThat(reply.body()).contains("'nonsense' is not a fault", "timeout-after");
            });
    assertThat(caller.get("/_simulator").body()).contains("/_simulator/effects");
  }

  @Test
  void whatItDoesNotHaveIsRefusedWithASentence() {
    assertThatThrownBy(() -> Simulator.start("nonsense"))
        .hasMessageContaining("there is no simulator 'nonsense'; there are: tracktik-billing");
    assertThatThrownBy(() -> simulator.set("nonsense", ""))
        .hasMessageContaining("there is no setting 'nonsense'");
    assertThatThrownBy(
            () -> Simulator.start("generic", java.net.URI.create(simulator.url()).getPort(), 1))
        .hasMessageContaining("cannot be used");
    assertThatThrownBy(() -> simulator.set("limit", "often")).hasMessageContaining("100/10");
    assertThatThrownBy(() -> simulator.set("slow-millis", "-1"))
        .hasMessageContaining("a whole number");
    assertThatThrownBy(() -> simulator.next(Fault.LOCKED))
        .hasMessageContaining("generic has no fault locked");
    assertThatThrownBy(() -> simulator.rate(Fault.ERROR_500, Double.NaN))
        .hasMessageContaining("from 0 to 1");
    simulator.rate(Fault.ERROR_500, 0.6);
    assertThatThrownBy(() -> simulator.rate(Fault.RATE_LIMIT, 0.6))
        .hasMessageContaining("from 0 to 1");
  }
}
