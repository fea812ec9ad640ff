package io.tocsin.sinks.servicenow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.simulators.Fault;
import io.tocsin.simulators.Received;
import io.tocsin.simulators.Simulator;
import io.tocsin.sinks.http.Json;
import io.tocsin.sinks.outward.Answer;
import io.tocsin.sinks.outward.Deliveries;
import io.tocsin.sinks.outward.Page;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ServiceNowTest {
  private final Page page = Page.of(new ServiceNowKind());
  private final Simulator servicenow = Simulator.start("servicenow");
  private final Page.Opened sink = page.open(servicenow.url());

  @AfterEach
  void stop() {
    sink.close();
    servicenow.close();
  }

  @Test
  void aRowIsInsertedUpdatedAndIgnored() throws Exception {
    Answer inserted = sink.send(Deliveries.first("tracktik:1"));
    String id = servicenow.objects().getFirst().path("sys_id").asText();
    Answer updated = sink.send(Deliveries.reworded("tracktik:1", "Two guards", Optional.of(id)));
    Answer ignored = sink.send(Deliveries.reworded("tracktik:1", "Two guards", Optional.of(id)));

    assertThat(inserted).isEqualTo(new Answer.Stands(id, "incident INC%s inserted".formatted(id)));
    assertThat(updated).isEqualTo(new Answer.Stands(id, "incident INC%s updated".formatted(id)));
    assertThat(ignored).isEqualTo(new Answer.Stands(id, "incident INC%s ignored".formatted(id)));
    assertThat(servicenow.effects()).containsExactly(Map.entry(Deliveries.key("tracktik:1"), 1));
    Received request = servicenow.requests().get(1);
    assertThat(request.method() + " " + request.path())
        .isEqualTo("POST /api/now/import/u_tocsin_events");
    JsonNode row = request.json();
    assertThat(row)
        .isEqualTo(
            Json.read(
                """
                {"u_short_description": "Two guards", "u_description": %s, "u_state": "OPEN",
                 "u_correlation_id": "%s"}
                """
                    .formatted(row.path("u_description"), Deliveries.key("tracktik:1"))));
    assertThat(row.path("u_description").asText()).startsWith("Two guards\nOutcome: billable\n");
  }

  @Test
  void aLostAnswerAndTheSameAgainIsOneRecord() throws Exception {
    servicenow.next(Fault.DROP_AFTER);

    assertThat(sink.send(Deliveries.first("tracktik:1"))).isInstanceOf(Answer.Unknown.class);
    assertThat(sink.send(Deliveries.first("tracktik:1"))).isInstanceOf(Answer.Stands.class);

    assertThat(servicenow.effects()).containsExactly(Map.entry(Deliveries.key("tracktik:1"), 1));
  }

  @Test
  void aWithdrawnRecordSaysSo() throws Exception {
    sink.send(Deliveries.first("tracktik:1"));
    String id = servicenow.objects().getFirst().path("sys_id").asText();

    sink.send(Deliveries.withdrawn("tracktik:1", id));

    assertThat(servicenow.objects().getFirst().path("u_state").asText()).isEqualTo("WITHDRAWN");
  }

  @Test
  void aFailureInsideASuccessIsRefusedInItsWordsAndTheNextIsWritten() throws Exception {
    servicenow.next(Fault.ROW_ERROR);

    assertThat(sink.send(Deliveries.first("tracktik:1")))
        .isEqualTo(new Answer.Refused("incident: error: the transform failed"));
    assertThat(sink.send(Deliveries.first("tracktik:2"))).isInstanceOf(Answer.Stands.class);
  }

  @ParameterizedTest
  @CsvSource({
    "RATE_LIMIT, Throttled",
    "ERROR_500, Unknown",
    "UNAVAILABLE_503, Unknown",
    "DROP_BEFORE, Unknown",
    "EXPIRED_TOKEN, Away"
  })
  void whatIsUsual(Fault fault, String answer) throws Exception {
    servicenow.next(fault);

    assertThat(sink.send(Deliveries.first("tracktik:1")).getClass().getSimpleName())
        .isEqualTo(answer);
    assertThat(servicenow.effects()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          201 | {"result": [{"table": "incident", "display_value": "1", "status": "inserted", "sys_id": "a"}, {"table": "task", "display_value": "2", "status": "updated", "sys_id": "b"}]} | Stands[remoteId=a, words=incident 1 inserted, task 2 updated]
          201 | {"result": [{"table": "incident", "status": "inserted", "sys_id": "a"}, {"transform_map": "B", "status": "error", "status_message": "no such group"}]} | Refused[words=B: error: no such group]
          200 | {"result": [{"transform_map": "A", "status": "skipped"}]} | Refused[words=A: skipped: without a message]
          200 | {"result": [{"transform_map": "A"}]}                      | Refused[words=A: no status: without a message]
          201 | {"result": []}                                            | Unknown[reason=HTTP 201 without a row of result
          201 | <html>signed out</html>                                   | Unknown[reason=HTTP 201 without a row of result
          400 | {"error": {"message": "bad", "detail": "row"}}            | Refused[words=HTTP 400: bad: row]
          403 | {"error": {"message": "bad", "detail": ""}}               | Away[reason=HTTP 403: bad]
          404 | {"error": {"message": "bad", "detail": ""}}               | Away[reason=HTTP 404: bad]
          """)
  void otherAnswers(int status, String body, String answer) throws Exception {
    try (var generic = Simulator.start("generic");
        var odd = page.open(generic.url())) {
      generic.set("status", Integer.toString(status));
      generic.set("body", body);

      assertThat(odd.send(Deliveries.first("tracktik:1")).toString()).startsWith(answer);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          staging-table | u_x/../y                       | staging-table is no name
          key-column    | ''                             | key-column is not set
          columns       | {"U_CORRELATION_ID": "1"}      | columns must not hold U_CORRELATION_ID
          columns       | [1]                            | columns is no JSON object
          """)
  void refusesToStart(String setting, String value, String sentence) {
    assertThatThrownBy(() -> page.open(servicenow.url(), Map.of(setting, value)))
        .hasMessageContaining("tocsin.sinks.outward.incidents.servicenow." + sentence);
  }

  @Test
  void itsPageNamesItsSettings() {
    assertThat(page.documented()).allMatch(page::knows).contains("withdrawn-columns");
    assertThat(page.documented()).containsAll(Page.named("servicenow/ServiceNowKind"));
  }
}
