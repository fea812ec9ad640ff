package io.tocsin.sinks.zendesk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.simulators.Fault;
import io.tocsin.simulators.Received;
import io.tocsin.simulators.Simulator;
import io.tocsin.sinks.http.Json;
import io.tocsin.sinks.outward.Answer;
import io.tocsin.sinks.outward.Deliveries;
import io.tocsin.sinks.outward.Delivery;
import io.tocsin.sinks.outward.Idempotency;
import io.tocsin.sinks.outward.Page;
import io.tocsin.sinks.outward.Sighting;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ZendeskTest {
  private final Page page = Page.of(new ZendeskKind());
  private final Simulator zendesk = Simulator.start("zendesk");
  private final Page.Opened sink = page.open(zendesk.url());

  @AfterEach
  void stop() {
    sink.close();
    zendesk.close();
  }

  private String ticket() {
    return zendesk.objects().getFirst().path("id").asText();
  }

  @Test
  void makesATicketWithAKey() throws Exception {
    Delivery delivery = Deliveries.first("tracktik:1");

    Answer answer = sink.send(delivery);

    assertThat(answer).isEqualTo(new Answer.Stands(ticket(), "ticket %s made".formatted(ticket())));
    Received request = zendesk.requests().getFirst();
    assertThat(request.method() + " " + request.path()).isEqualTo("POST /api/v2/tickets");
    assertThat(request.header("Idempotency-Key")).isEqualTo(delivery.requestKey());
    JsonNode body = request.json();
    assertThat(body)
        .isEqualTo(
            Json.read(
                """
                {"ticket": {"external_id": "%s", "subject": "Alarm dispatch at site-1",
                  "comment": {"body": %s}}}
                """
                    .formatted(
                        Deliveries.key("tracktik:1"), body.at("/ticket/comment/body").toString())));
    assertThat(body.at("/ticket/comment/body").asText())
        .startsWith("Alarm dispatch at site-1\nOutcome: billable\n");
    assertThat(sink.destination().idempotency())
        .isEqualTo(new Idempotency.Remembered(Duration.ofMinutes(90)));
  }

  @Test
  void aLostAnswerIsAskedForAgainByItsKey() throws Exception {
    zendesk.next(Fault.DROP_AFTER);

    assertThat(sink.send(Deliveries.first("tracktik:1"))).isInstanceOf(Answer.Unknown.class);
    Answer again = sink.send(Deliveries.first("tracktik:1"));

    assertThat(again)
        .isEqualTo(new Answer.Stands(ticket(), "ticket %s was made before".formatted(ticket())));
    assertThat(zendesk.effects()).containsExactly(Map.entry(Deliveries.key("tracktik:1"), 1));
    assertThat(zendesk.requests().get(0).body()).isEqualTo(zendesk.requests().get(1).body());
  }

  @Test
  void afterTwoHoursItIsLookedFor() throws Exception {
    zendesk.next(Fault.DROP_AFTER);
    sink.send(Deliveries.first("tracktik:1"));
    zendesk.advance(Duration.ofHours(3));

    Sighting sighting = sink.destination().find(Deliveries.first("tracktik:1"));

    assertThat(sighting).isEqualTo(new Sighting.Found(ticket()));
    assertThat(zendesk.requests().getLast().path())
        .isEqualTo("/api/v2/tickets?external_id=" + Deliveries.key("tracktik:1"));
  }

  @Test
  void looksForNoneAndForSeveral() throws Exception {
    assertThat(sink.destination().find(Deliveries.first("tracktik:1")))
        .isEqualTo(new Sighting.Absent());

    JsonNode ticket =
        Json.MAPPER.createObjectNode().put("external_id", Deliveries.key("tracktik:1"));
    zendesk.add("tickets", ticket);
    zendesk.add("tickets", ticket);

    assertThat(sink.destination().find(Deliveries.first("tracktik:1")))
        .isInstanceOfSatisfying(
            Sighting.Unclear.class,
            unclear -> assertThat(unclear.words()).startsWith("it is there 2 times: "));
  }

  @ParameterizedTest
  @CsvSource({"RATE_LIMIT, Throttled", "ERROR_500, Unknown", "EXPIRED_TOKEN, Away"})
  void aLookUpThatFailsFindsNothingOut(Fault fault, String why) throws Exception {
    zendesk.next(fault);

    assertThat(sink.destination().find(Deliveries.first("tracktik:1")))
        .isInstanceOfSatisfying(
            Sighting.Failed.class,
            failed -> assertThat(failed.answer().getClass().getSimpleName()).isEqualTo(why));
  }

  @Test
  void aListThatIgnoresTheKeyIsNotTakenForOurs() throws Exception {
    zendesk.add("tickets", Json.MAPPER.createObjectNode().put("external_id", "another"));
    try (var careless =
        page.open(zendesk.url(), Map.of("look-up-path", "/api/v2/tickets?id={{key}}"))) {
      assertThat(careless.destination().find(Deliveries.first("tracktik:1")))
          .isEqualTo(
              new Sighting.Unclear("the look-up finds what is not ours; is look-up-path right?"));
    }
  }

  @Test
  void anAnswerWithoutAListIsNotNothing() throws Exception {
    try (var careless = page.open(zendesk.url(), Map.of("look-up-items", "/results"))) {
      assertThat(careless.destination().find(Deliveries.first("tracktik:1")))
          .isInstanceOf(Sighting.Unclear.class);
    }
  }

  @Test
  void changesAndWithdrawsById() throws Exception {
    sink.send(Deliveries.first("tracktik:1"));

    assertThat(sink.send(Deliveries.reworded("tracktik:1", "Two", Optional.of(ticket()))))
        .isEqualTo(new Answer.Stands(ticket(), "ticket %s updated".formatted(ticket())));
    assertThat(zendesk.requests().getLast().method() + " " + zendesk.requests().getLast().path())
        .isEqualTo("PUT /api/v2/tickets/" + ticket());
    assertThat(zendesk.requests().getLast().header("Idempotency-Key")).isEmpty();
    assertThat(zendesk.requests().getLast().json())
        .isEqualTo(Json.read("{\"ticket\": {\"subject\": \"Two\", \"status\": \"open\"}}"));
    assertThat(sink.send(Deliveries.withdrawn("tracktik:1", ticket())))
        .isEqualTo(new Answer.Stands(ticket(), "ticket %s withdrawn".formatted(ticket())));
    assertThat(zendesk.objects().getFirst().path("status").asText()).isEqualTo("solved");
    assertThat(zendesk.effects()).hasSize(1);
  }

  @Test
  void aKeyUsedWithAnotherBodyChangesThatTicket() throws Exception {
    Delivery first = Deliveries.first("tracktik:1");
    Delivery other = Deliveries.reworded("tracktik:1", "Two guards", Optional.empty());
    sink.send(first);

    Answer answer =
        sink.send(
            new Delivery(other.effect(), first.requestKey(), Optional.empty(), Optional.empty()));

    assertThat(answer)
        .isEqualTo(new Answer.Stands(ticket(), "ticket %s updated".formatted(ticket())));
    assertThat(zendesk.effects()).containsExactly(Map.entry(Deliveries.key("tracktik:1"), 1));
  }

  @Test
  void aKeyUsedForAnUnknownTicketIsUnknown() throws Exception {
    Delivery first = Deliveries.first("tracktik:1");
    sink.send(first);

    Answer answer =
        sink.send(
            new Delivery(
                Deliveries.first("tracktik:2").effect(),
                first.requestKey(),
                Optional.empty(),
                Optional.empty()));

    assertThat(answer)
        .isEqualTo(
            new Answer.Unknown("the key was used with another body, but no ticket is found"));
    assertThat(zendesk.effects()).hasSize(1);
  }

  @Test
  void aBadTicketIsRefusedInTheirWordsAndTheNextIsWritten() throws Exception {
    zendesk.set("refuse", "poor thing");

    assertThat(sink.send(Deliveries.reworded("tracktik:1", "poor thing", Optional.empty())))
        .isEqualTo(
            new Answer.Refused(
                "HTTP 422: RecordInvalid: the body is not a ticket that may be made"));
    assertThat(sink.send(Deliveries.first("tracktik:2"))).isInstanceOf(Answer.Stands.class);
  }

  @Test
  void aTicketThatIsGoneIsForAPerson() throws Exception {
    assertThat(sink.send(Deliveries.withdrawn("tracktik:1", "99")))
        .isEqualTo(
            new Answer.Refused(
                "ticket 99 is gone: HTTP 404: RecordNotFound: there is no ticket 99"));
  }

  @ParameterizedTest
  @CsvSource({
    "ERROR_500, Unknown",
    "UNAVAILABLE_503, Throttled",
    "DROP_BEFORE, Unknown",
    "EXPIRED_TOKEN, Away"
  })
  void whatIsUsual(Fault fault, String answer) throws Exception {
    zendesk.next(fault);

    assertThat(sink.send(Deliveries.first("tracktik:1")).getClass().getSimpleName())
        .isEqualTo(answer);
    assertThat(zendesk.effects()).isEmpty();
  }

  @Test
  void waitsAsItIsTold() throws Exception {
    zendesk.set("retry-after-seconds", "93");
    zendesk.next(Fault.RATE_LIMIT);

    assertThat(sink.send(Deliveries.first("tracktik:1")))
        .isEqualTo(
            new Answer.Throttled(Optional.of(Duration.ofSeconds(93)), "asks to wait (HTTP 429)"));
  }

  @Test
  void anAnswerWithoutAnIdIsUnknown() throws Exception {
    try (var careless = page.open(zendesk.url(), Map.of("id-pointer", "/ticket/number"))) {
      assertThat(careless.send(Deliveries.first("tracktik:1")))
          .isEqualTo(new Answer.Unknown("made, but its id is not where id-pointer says"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          memory         | 2h                                    | memory must be shorter than the 2 hours
          body           | {"ticket": {"subject": "{{key}}"}}    | body must hold "external_id": "{{key}}"
          body           | {"ticket": {"external_id": "{{event}}"}} | body must hold "external_id": "{{key}}"
          update-body    | {"ticket": {"external_id": "1"}}      | update-body holds an external_id that is not {{key}}
          withdrawn-body | {"ticket": {"external_id": "1"}}      | withdrawn-body holds an external_id
          update-path    | /api/v2/tickets/1                     | update-path is no path with {{id}} in it
          update-path    | ''                                    | update-path is not set
          id-pointer     | ticket.id                             | id-pointer is no JSON pointer
          look-up-path   | /api/v2/tickets                       | look-up-path asks the same for everything
          look-up-id     | ''                                    | look-up-id is not set
          """)
  void refusesToStart(String setting, String value, String sentence) {
    assertThatThrownBy(() -> page.open(zendesk.url(), Map.of(setting, value)))
        .hasMessageContaining("tocsin.sinks.outward.service-desk.zendesk." + sentence);
  }

  @Test
  void itsPageNamesItsSettings() {
    assertThat(page.documented()).allMatch(page::knows);
    assertThat(page.documented()).containsAll(Page.named("zendesk/ZendeskKind", "outward/Search"));
  }
}
