package io.tocsin.simulators.hubspot;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.simulators.Caller;
import io.tocsin.simulators.Caller.Reply;
import io.tocsin.simulators.Fault;
import io.tocsin.simulators.Simulator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HubSpotTest {
  private final Simulator simulator = Simulator.start("hubspot");
  private final Caller caller = new Caller(simulator);

  @AfterEach
  void stop() {
    simulator.close();
  }

  private static final String UPSERT = "/crm/v3/objects/tickets/batch/upsert";

  private static String input(String id, String more) {
    return "{'idProperty':'tocsin_id','id':'%s','objectWriteTraceId':'t-%s','properties':{'subject':'s'}%s}"
        .formatted(id, id, more);
  }

  @Test
  void aBatchMakesAndChangesByTheUniqueProperty() {
    caller.post(UPSERT, "{'inputs':[" + input("a", "") + "]}");

    Reply reply =
        caller.post(
            "/crm/objects/2026-03/tickets/batch/upsert",
            "{'inputs':[" + input("a", "") + "," + input("b", "") + "]}");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().at("/results/0/new").asBoolean()).isFalse();
    assertThat(reply.json().at("/results/1/new").asBoolean()).isTrue();
    assertThat(reply.json().at("/results/1/properties/tocsin_id").asText()).isEqualTo("b");
    assertThat(simulator.effects()).containsEntry("a", 1).containsEntry("b", 1);
    assertThat(simulator.objects()).hasSize(2);
  }

  @Test
  void aBadInputIsNamedAndTheOthersAreWritten() {
    simulator.set("refuse", "poison");

    Reply reply =
        caller.post(
            UPSERT,
            "{'inputs':["
                + input("a", "")
                + ","
                + input("b", ",'x':'poison'")
                + ","
                + input("", "")
                + "]}");

    assertThat(reply.status()).isEqualTo(207);
    assertThat(reply.json().path("results")).hasSize(1);
    assertThat(reply.json().path("numErrors").asInt()).isEqualTo(2);
    assertThat(reply.json().at("/errors/0/context/objectWriteTraceId/0").asText()).isEqualTo("t-b");
    assertThat(simulator.effects()).containsOnlyKeys("a");
  }

  @Test
  void whatIsNoBatchIsRefusedWhole() {
    String many =
        IntStream.range(0, 101)
            .mapToObj(n -> input("i" + n, ""))
            .collect(Collectors.joining(",", "{'inputs':[", "]}"));

    assertThat(caller.post(UPSERT, many).status()).isEqualTo(400);
    assertThat(caller.post(UPSERT, "{}").status()).isEqualTo(400);
    assertThat(
            caller
                .post("/crm/v3/objects/notes/batch/upsert", "{'inputs':[" + input("a", "") + "]}")
                .json()
                .path("category")
                .asText())
        .isEqualTo("VALIDATION_ERROR");
    assertThat(simulator.effects()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "RATE_LIMIT, 429, TEN_SECONDLY_ROLLING, ''",
    "DAILY_LIMIT, 429, DAILY, ''",
    "LOCKED, 423, '', ''",
    "MIGRATING, 477, '', 1"
  })
  void itHasFourWaysToSayLater(Fault fault, int status, String policy, String retryAfter) {
    simulator.next(fault);

    Reply reply = caller.post(UPSERT, "{'inputs':[" + input("a", "") + "]}");

    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.json().path("policyName").asText()).isEqualTo(policy);
    assertThat(reply.header("X-HubSpot-RateLimit-Remaining"))
        .isEqualTo(policy.isEmpty() ? "" : "0");
    assertThat(reply.header("Retry-After")).isEqualTo(retryAfter);
    assertThat(simulator.effects()).isEmpty();
  }
}
