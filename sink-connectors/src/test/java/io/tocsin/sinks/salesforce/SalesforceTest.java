package io.tocsin.sinks.salesforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.simulators.Fault;
import io.tocsin.simulators.Received;
import io.tocsin.simulators.Simulator;
import io.tocsin.sinks.http.Json;
import io.tocsin.sinks.outward.Answer;
import io.tocsin.sinks.outward.Deliveries;
import io.tocsin.sinks.outward.Idempotency;
import io.tocsin.sinks.outward.Page;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SalesforceTest {
  private static final String PATH = "/services/data/v61.0/sobjects/Case/Tocsin_Key__c/";

  private final Page page = Page.of(new SalesforceKind());
  private final Simulator salesforce = Simulator.start("salesforce");
  private final Page.Opened sink = page.open(salesforce.url());

  @AfterEach
  void stop() {
    sink.close();
    salesforce.close();
  }

  @Test
  void makesARecordByItsKey() throws Exception {
    Answer answer = sink.send(Deliveries.first("tracktik:1"));

    String id = salesforce.objects().getFirst().path("Id").asText();
    assertThat(answer).isEqualTo(new Answer.Stands(id, "Case %s created".formatted(id)));
    Received request = salesforce.requests().getFirst();
    assertThat(request.method()).isEqualTo("PATCH");
    assertThat(request.path()).isEqualTo(PATH + Deliveries.key("tracktik:1"));
    assertThat(request.header("Authorization")).isEqualTo("Bearer t0ken");
    assertThat(request.json())
        .isEqualTo(
            Json.read(
                """
                {"Subject": "Alarm dispatch at site-1",
                 "Description": %s,
                 "Status": "New", "Tocsin_State__c": "OPEN"}
                """
                    .formatted(
                        quoted(Deliveries.first("tracktik:1").effect().fields().get("body")))));
    assertThat(sink.destination().idempotency()).isEqualTo(new Idempotency.Upsert());
  }

  private static JsonNode quoted(Object text) {
    return Json.MAPPER.getNodeFactory().textNode(String.valueOf(text));
  }

  @Test
  void aLostAnswerAndTheSameAgainIsOneRecord() throws Exception {
    salesforce.next(Fault.DROP_AFTER);

    assertThat(sink.send(Deliveries.first("tracktik:1"))).isInstanceOf(Answer.Unknown.class);
    assertThat(sink.send(Deliveries.first("tracktik:1"))).isInstanceOf(Answer.Stands.class);

    assertThat(salesforce.effects()).containsExactly(Map.entry(Deliveries.key("tracktik:1"), 1));
  }

  @Test
  void changesAndWithdrawsIt() throws Exception {
    sink.send(Deliveries.first("tracktik:1"));
    String id = salesforce.objects().getFirst().path("Id").asText();

    assertThat(sink.send(Deliveries.reworded("tracktik:1", "Two guards", Optional.of(id))))
        .isEqualTo(new Answer.Stands(id, "Case %s updated".formatted(id)));
    assertThat(salesforce.objects().getFirst().path("Subject").asText()).isEqualTo("Two guards");
    assertThat(sink.send(Deliveries.withdrawn("tracktik:1", id)))
        .isEqualTo(new Answer.Stands(id, "Case %s withdrawn".formatted(id)));

    assertThat(salesforce.objects().getFirst().path("Subject").asText()).isEqualTo("Two guards");
    assertThat(salesforce.objects().getFirst().path("Status").asText()).isEqualTo("Closed");
    assertThat(salesforce.objects().getFirst().path("Tocsin_State__c").asText())
        .isEqualTo("WITHDRAWN");
  }

  @Test
  void aWithdrawalNeverMakesARecord() throws Exception {
    assertThat(sink.send(Deliveries.withdrawn("tracktik:1", "500A")))
        .isEqualTo(new Answer.Stands("500A", "Case 500A was gone already"));

    assertThat(salesforce.objects()).isEmpty();
  }

  @Test
  void withoutABodyTheRecordIsKnownByOurKey() throws Exception {
    sink.send(Deliveries.first("tracktik:1"));

    Answer answer = sink.send(Deliveries.first("tracktik:1"));

    String key = Deliveries.key("tracktik:1");
    assertThat(answer).isEqualTo(new Answer.Stands(key, "Case %s updated".formatted(key)));
  }

  @Test
  void severalRecordsAreForAPerson() throws Exception {
    JsonNode record =
        Json.MAPPER.createObjectNode().put("Tocsin_Key__c", Deliveries.key("tracktik:1"));
    salesforce.add("Case", record);
    salesforce.add("Case", record);

    assertThat(sink.send(Deliveries.first("tracktik:1")))
        .isEqualTo(
            new Answer.Refused(
                "several records of Case have this external id; all but one must go"));
  }

  @Test
  void aUsedUpDayIsWaitedFor() throws Exception {
    salesforce.next(Fault.RATE_LIMIT);

    assertThat(sink.send(Deliveries.first("tracktik:1")))
        .isEqualTo(
            new Answer.Throttled(
                Optional.empty(),
                "HTTP 403: REQUEST_LIMIT_EXCEEDED: TotalRequests Limit exceeded."));
  }

  @Test
  void aBadRecordIsRefusedInTheirWordsAndTheNextIsWritten() throws Exception {
    salesforce.set(
        "refuse",
        Deliveries.reworded("tracktik:1", "poor", Optional.empty())
            .effect()
            .fields()
            .get("subject")
            .toString());

    assertThat(sink.send(Deliveries.reworded("tracktik:1", "poor", Optional.empty())))
        .isEqualTo(
            new Answer.Refused(
                "HTTP 400: FIELD_INTEGRITY_EXCEPTION: the setting `refuse` names this"));
    assertThat(sink.send(Deliveries.first("tracktik:2"))).isInstanceOf(Answer.Stands.class);
  }

  @ParameterizedTest
  @CsvSource({
    "ERROR_500, Unknown",
    "UNAVAILABLE_503, Unknown",
    "DROP_BEFORE, Unknown",
    "EXPIRED_TOKEN, Away"
  })
  void whatIsUsual(Fault fault, String answer) throws Exception {
    salesforce.next(fault);

    assertThat(sink.send(Deliveries.first("tracktik:1")).getClass().getSimpleName())
        .isEqualTo(answer);
    assertThat(salesforce.effects()).isEmpty();
  }

  @Test
  void aDeadServerIsAway() throws Exception {
    salesforce.down();

    assertThat(sink.send(Deliveries.first("tracktik:1"))).isInstanceOf(Answer.Away.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          403 | [{"errorCode": "API_DISABLED", "message": "no"}]        | Away
          404 | [{"errorCode": "NOT_FOUND", "message": "no"}]           | Refused
          404 | <html>no such page</html>                               | Away
          302 | ''                                                      | Away
          413 | ''                                                      | Poison
          201 | {"id": "", "success": false, "errors": [{"errorCode": "X", "message": "no"}]} | Refused
          """)
  void otherAnswers(int status, String body, String answer) throws Exception {
    try (var generic = Simulator.start("generic");
        var odd = page.open(generic.url())) {
      generic.set("status", Integer.toString(status));
      generic.set("body", body);

      assertThat(odd.send(Deliveries.first("tracktik:1")).getClass().getSimpleName())
          .isEqualTo(answer);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          api-version       | latest                        | api-version is no version of the form 61.0
          object            | Case/Id                       | object is no name
          external-id-field | ''                            | external-id-field is not set
          body              | {"Id": "1"}                   | body must not hold Id
          body              | {"tocsin_key__C": "{{key}}"}  | body must not hold tocsin_key__C
          body              | {}                            | body is no JSON object with at least one
          withdrawn-body    | {"Id": "1"}                   | withdrawn-body must not hold Id
          body              | {"Subject": "{{name}}"}       | body uses {{name}}
          """)
  void refusesToStart(String setting, String value, String sentence) {
    assertThatThrownBy(() -> page.open(salesforce.url(), Map.of(setting, value)))
        .hasMessageContaining("tocsin.sinks.outward.accounts-team.salesforce." + sentence);
  }

  @Test
  void itsPageNamesItsSettings() {
    assertThat(page.documented()).allMatch(page::knows).contains("withdrawn-body");
    assertThat(page.documented()).containsAll(Page.named("salesforce/SalesforceKind"));
  }
}
