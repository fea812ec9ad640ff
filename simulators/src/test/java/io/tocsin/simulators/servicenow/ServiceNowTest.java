package io.tocsin.simulators.servicenow;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.simulators.Caller;
import io.tocsin.simulators.Caller.Reply;
import io.tocsin.simulators.Fault;
import io.tocsin.simulators.Simulator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ServiceNowTest {
  private final Simulator simulator = Simulator.start("servicenow");
  private final Caller caller = new Caller(simulator);

  @AfterEach
  void stop() {
    simulator.close();
  }

  private static final String IMPORT = "/api/now/import/u_tocsin";

  private static String status(Reply reply) {
    return reply.json().at("/result/0/status").asText();
  }

  @Test
  void aRowIsInsertedUpdatedOrIgnored() {
    Reply first = caller.post(IMPORT, "{'u_correlation_id':'a','u_text':'one'}");
    Reply second = caller.post(IMPORT, "{'u_correlation_id':'a','u_text':'two'}");
    Reply third = caller.post(IMPORT, "{'u_correlation_id':'a','u_text':'two'}");

    assertThat(first.status()).isEqualTo(201);
    assertThat(status(first)).isEqualTo("inserted");
    assertThat(status(second)).isEqualTo("updated");
    assertThat(status(third)).isEqualTo("ignored");
    assertThat(third.json().at("/result/0/sys_id")).isEqualTo(first.json().at("/result/0/sys_id"));
    assertThat(simulator.effects()).containsEntry("a", 1);
    assertThat(
            caller
                .get("/api/now/table/incident?sysparm_query=u_correlation_id=a")
                .json()
                .at("/result/0/u_text")
                .asText())
        .isEqualTo("two");
  }

  @Test
  void withoutAValueToCoalesceOnEveryRowMakesARecord() {
    caller.post(IMPORT, "{'u_text':'one'}");
    caller.post(IMPORT, "{'u_text':'one'}");

    assertThat(simulator.objects()).hasSize(2);
  }

  @Test
  void aFailedTransformIsASuccessToHttp() {
    simulator.set("required", "u_text");
    simulator.set("refuse", "poison");
    Reply missing = caller.post(IMPORT, "{'u_correlation_id':'a'}");
    Reply poison = caller.post(IMPORT, "{'u_correlation_id':'a','u_text':'poison'}");
    simulator.next(Fault.ROW_ERROR);
    Reply fault = caller.post(IMPORT, "{'u_correlation_id':'a','u_text':'one'}");

    for (Reply reply : new Reply[] {missing, poison, fault}) {
      assertThat(reply.status()).isEqualTo(201);
      assertThat(status(reply)).isEqualTo("error");
      assertThat(reply.json().at("/result/0/status_message").asText()).isNotEmpty();
    }
    assertThat(simulator.effects()).isEmpty();
  }

  @Test
  void throttlingIsPlain() {
    simulator.next(Fault.RATE_LIMIT);

    assertThat(caller.post(IMPORT, "{'u_correlation_id':'a'}").status()).isEqualTo(429);
  }
}
