package io.tocsin.simulators.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.simulators.Caller;
import io.tocsin.simulators.Caller.Reply;
import io.tocsin.simulators.Fault;
import io.tocsin.simulators.Simulator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class WebhookReceiverTest {
  private final Simulator simulator = Simulator.start("webhook-receiver");
  private final Caller caller = new Caller(simulator);

  @AfterEach
  void stop() {
    simulator.close();
  }

  private Reply deliver(String body) {
    return caller.post(
        "/hook",
        body,
        "webhook-id",
        "msg_1",
        "webhook-timestamp",
        "1700000000",
        "webhook-signature",
        "v1,c2ln");
  }

  @Test
  void aDeliveryIsKeptWithItsHeadersAndCountedEachTime() {
    assertThat(deliver("{'type':'x'}").status()).isEqualTo(204);
    deliver("{'type':'x'}");

    assertThat(simulator.effects()).containsEntry("msg_1", 2);
    assertThat(simulator.objects().getFirst().path("webhook-signature").asText())
        .isEqualTo("v1,c2ln");
    assertThat(simulator.objects().getFirst().path("body").asText()).isEqualTo("{\"type\":\"x\"}");
  }

  @Test
  void whatIsNotTakenIsOnlyRecorded() {
    simulator.next(Fault.UNAVAILABLE_503);
    assertThat(deliver("{}").status()).isEqualTo(503);
    simulator.set("status", "410");
    assertThat(deliver("{}").status()).isEqualTo(410);
    simulator.set("status", "302");
    simulator.set("location", "http://127.0.0.1:1/");
    assertThat(deliver("{}").header("Location")).isEqualTo("http://127.0.0.1:1/");

    assertThat(simulator.effects()).isEmpty();
    assertThat(simulator.requests()).hasSize(3);
  }
}
