package io.tocsin.simulators.zendesk;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.simulators.Caller;
import io.tocsin.simulators.Caller.Reply;
import io.tocsin.simulators.Fault;
import io.tocsin.simulators.Simulator;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ZendeskTest {
  private final Simulator simulator = Simulator.start("zendesk");
  private final Caller caller = new Caller(simulator);

  @AfterEach
  void stop() {
    simulator.close();
  }

  private static final String TICKETS = "/api/v2/tickets";
  private static final String TICKET = "{'ticket':{'external_id':'e1','subject':'Alarm'}}";

  @Test
  void aKeyIsRememberedForTwoHours() {
    Reply first = caller.post(TICKETS, TICKET, "Idempotency-Key", "k1");
    simulator.advance(Duration.ofMinutes(119));
    Reply second =
        caller.post(
            TICKETS,
            "{'ticket': {'subject':'Alarm', 'external_id':'e1'}}",
            "Idempotency-Key",
            "k1");

    assertThat(first.status()).isEqualTo(201);
    assertThat(first.header("x-idempotency-lookup")).isEqualTo("miss");
    assertThat(second.header("x-idempotency-lookup")).isEqualTo("hit");
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(simulator.effects()).containsEntry("e1", 1);
    simulator.advance(Duration.ofMinutes(2));
    assertThat(caller.post(TICKETS, TICKET, "Idempotency-Key", "k1").header("x-idempotency-lookup"))
        .isEqualTo("miss");
    assertThat(simulator.effects()).as("the duplicate of the next morning").containsEntry("e1", 2);
  }

  @Test
  void theSameKeyWithAnotherBodyIsRefused() {
    caller.post(TICKETS, TICKET, "Idempotency-Key", "k1");

    Reply reply = caller.post(TICKETS, TICKET.replace("Alarm", "x"), "Idempotency-Key", "k1");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().path("error").asText()).isEqualTo("IdempotentRequestError");
    assertThat(simulator.effects()).containsEntry("e1", 1);
  }

  @Test
  void ticketsOfOneExternalIdAreAList() {
    caller.post(TICKETS, TICKET);
    caller.post(TICKETS + ".json", TICKET);
    caller.post(TICKETS, TICKET.replace("e1", "e2"));

    assertThat(caller.get(TICKETS + "?external_id=e1").json().path("tickets")).hasSize(2);
    assertThat(caller.get(TICKETS + "?external_id=none").json().path("tickets")).isEmpty();
  }

  @Test
  void everyPutChangesTheTicketWhateverItsKey() {
    String id = caller.post(TICKETS, TICKET).json().at("/ticket/id").asText();

    for (String status : new String[] {"open", "solved"}) {
      caller.call(
          "PUT",
          TICKETS + "/" + id,
          "{'ticket':{'status':'%s','id':5}}".formatted(status),
          "Idempotency-Key",
          "k1");
    }

    Reply ticket = caller.get(TICKETS + "/" + id);
    assertThat(ticket.json().at("/ticket/status").asText()).isEqualTo("solved");
    assertThat(ticket.json().at("/ticket/id").asText()).isEqualTo(id);
    assertThat(caller.call("PUT", TICKETS + "/5", TICKET).status()).isEqualTo(404);
    assertThat(simulator.effects()).containsEntry("e1", 1);
  }

  @Test
  void throttlingSaysWhenToComeBackAndBadDataIsRefused() {
    simulator.next(Fault.RATE_LIMIT);
    simulator.set("refuse", "poison");

    Reply throttled = caller.post(TICKETS, TICKET);
    Reply bad = caller.post(TICKETS, TICKET.replace("Alarm", "poison"));

    assertThat(throttled.status()).isEqualTo(429);
    assertThat(throttled.header("Retry-After")).isEqualTo("1");
    assertThat(bad.status()).isEqualTo(422);
    assertThat(simulator.effects()).isEmpty();
  }
}
