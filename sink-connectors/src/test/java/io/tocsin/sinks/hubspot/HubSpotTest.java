package io.tocsin.sinks.hubspot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.tocsin.simulators.Fault;
import io.tocsin.simulators.Received;
import io.tocsin.simulators.Simulator;
import io.tocsin.sinks.http.Json;
import io.tocsin.sinks.outward.Answer;
import io.tocsin.sinks.outward.Deliveries;
import io.tocsin.sinks.outward.Delivery;
import io.tocsin.sinks.outward.Page;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HubSpotTest {
  private static final String POOR = "poor thing";

  private final Page page = Page.of(new HubSpotKind());
  private final Simulator hubspot = Simulator.start("hubspot");
  private final Page.Opened sink = page.open(hubspot.url());

  @AfterEach
  void stop() {
    sink.close();
    hubspot.close();
  }

  private static List<Delivery> batch(int size) {
    return IntStream.range(0, size).mapToObj(i -> Deliveries.first("tracktik:" + i)).toList();
  }

  /// A batch with one that is refused.
  private static List<Delivery> batchWithCulprit(int size, int culprit) {
    var batch = new ArrayList<>(batch(size));
    batch.set(culprit, Deliveries.reworded("tracktik:" + culprit, POOR, Optional.empty()));
    return batch;
  }

  private static ArrayNode inputs(Received request) {
    return (ArrayNode) request.json().path("inputs");
  }

  @Test
  void aBatchIsOneRequest() throws Exception {
    List<Answer> answers = sink.destination().send(batch(100));

    assertThat(answers)
        .hasSize(100)
        .allMatch(Answer.Stands.class::isInstance)
        .doesNotHaveDuplicates();
    assertThat(hubspot.effects()).hasSize(100);
    assertThat(hubspot.requests()).hasSize(1);
    assertThat(sink.destination().mostAtOnce()).isEqualTo(100);
    Received request = hubspot.requests().getFirst();
    assertThat(request.method() + " " + request.path())
        .isEqualTo("POST /crm/v3/objects/tickets/batch/upsert");
    JsonNode input = inputs(request).get(7);
    assertThat(input)
        .isEqualTo(
            Json.read(
                """
                {"idProperty": "tocsin_key", "id": "%s", "objectWriteTraceId": "7",
                 "properties": {"subject": "Alarm dispatch at site-1", "content": %s,
                   "hs_pipeline_stage": "1", "tocsin_state": "OPEN"}}
                """
                    .formatted(
                        Deliveries.key("tracktik:7"), input.path("properties").path("content"))));
    assertThat(input.path("properties").path("content").asText())
        .startsWith("Alarm dispatch at site-1\nOutcome: billable\n");
  }

  @Test
  void eachAnswerIsOfItsOwnInput() throws Exception {
    sink.destination().send(batch(3));

    List<Answer> answers =
        sink.destination()
            .send(List.of(Deliveries.first("tracktik:2"), Deliveries.first("tracktik:0")));

    assertThat(answers)
        .containsExactly(stands(objectOf("tracktik:2")), stands(objectOf("tracktik:0")));
  }

  private String objectOf(String event) {
    return hubspot.objects().stream()
        .filter(
            object ->
                object.path("properties").path("tocsin_key").asText().equals(Deliveries.key(event)))
        .map(object -> object.path("id").asText())
        .findFirst()
        .orElseThrow();
  }

  private static Answer stands(String id) {
    return new Answer.Stands(id, "object %s upserted".formatted(id));
  }

  @Test
  void aLostAnswerAndTheSameAgainIsOneObject() throws Exception {
    hubspot.next(Fault.DROP_AFTER);

    assertThat(sink.destination().send(batch(3))).allMatch(Answer.Unknown.class::isInstance);
    assertThat(sink.destination().send(batch(3))).allMatch(Answer.Stands.class::isInstance);

    assertThat(hubspot.effects().values()).containsExactly(1, 1, 1);
  }

  @Test
  void aWithdrawnObjectSaysSo() throws Exception {
    sink.send(Deliveries.first("tracktik:1"));

    sink.send(Deliveries.withdrawn("tracktik:1", objectOf("tracktik:1")));

    JsonNode properties = hubspot.objects().getFirst().path("properties");
    assertThat(properties.path("tocsin_state").asText()).isEqualTo("WITHDRAWN");
    assertThat(properties.path("hs_pipeline_stage").asText()).isEqualTo("4");
  }

  @Test
  void ofA207OnlyTheCulpritIsRefused() throws Exception {
    hubspot.set("refuse", POOR);

    List<Answer> answers = sink.destination().send(batchWithCulprit(5, 3));

    assertThat(answers.get(3)).isEqualTo(new Answer.Refused("the setting `refuse` names this"));
    assertThat(answers).filteredOn(Answer.Stands.class::isInstance).hasSize(4);
    assertThat(hubspot.requests()).hasSize(1);
  }

  @Test
  void whatA207DoesNotTellOfIsSentByItself() throws Exception {
    try (var odd = new OddHubSpot(OddHubSpot.Manner.NAMELESS_ERRORS, POOR);
        var untold = page.open(odd.url())) {
      List<Answer> answers = untold.destination().send(batchWithCulprit(5, 3));

      assertThat(answers.get(3)).isEqualTo(new Answer.Refused("no such stage"));
      assertThat(answers).filteredOn(Answer.Stands.class::isInstance).hasSize(4);
      assertThat(odd.sizes()).containsExactly(5, 1);
    }
  }

  @Test
  void ofARefusedBatchOnlyTheCulpritIsRefused() throws Exception {
    try (var odd = new OddHubSpot(OddHubSpot.Manner.ALL_OR_NOTHING, POOR);
        var whole = page.open(odd.url())) {
      List<Answer> answers = whole.destination().send(batchWithCulprit(8, 5));

      assertThat(answers.get(5))
          .isEqualTo(new Answer.Refused("HTTP 400: VALIDATION_ERROR: no such stage"));
      assertThat(answers).filteredOn(Answer.Stands.class::isInstance).hasSize(7);
      assertThat(odd.sizes()).containsExactly(8, 4, 4, 2, 1, 1, 2);
    }
  }

  @Test
  void whoAsksToWaitIsNotCalledForTheRest() throws Exception {
    try (var odd = new OddHubSpot(OddHubSpot.Manner.ALL_OR_NOTHING, POOR);
        var whole = page.open(odd.url())) {
      odd.thenThrottle();

      assertThat(whole.destination().send(batchWithCulprit(8, 5)))
          .hasSize(8)
          .allMatch(Answer.Throttled.class::isInstance);

      assertThat(odd.sizes()).containsExactly(8, 4);
    }
  }

  @ParameterizedTest
  @CsvSource({"RATE_LIMIT, PT10S", "DAILY_LIMIT, PT1H", "LOCKED, PT2S", "MIGRATING, PT1S"})
  void waitsAsItsPolicySays(Fault fault, Duration wait) throws Exception {
    hubspot.next(fault);

    assertThat(sink.send(Deliveries.first("tracktik:1")))
        .isInstanceOfSatisfying(
            Answer.Throttled.class,
            throttled -> assertThat(throttled.delay()).isEqualTo(Optional.of(wait)));
    assertThat(hubspot.effects()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "ERROR_500, Unknown",
    "UNAVAILABLE_503, Unknown",
    "DROP_BEFORE, Unknown",
    "EXPIRED_TOKEN, Away"
  })
  void whatIsUsual(Fault fault, String answer) throws Exception {
    hubspot.next(fault);

    assertThat(sink.destination().send(batch(2)))
        .hasSize(2)
        .allSatisfy(a -> assertThat(a.getClass().getSimpleName()).isEqualTo(answer));
    assertThat(hubspot.effects()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"403, Away", "404, Away", "413, Poison", "409, Refused"})
  void otherAnswers(int status, String answer) throws Exception {
    try (var generic = Simulator.start("generic");
        var odd = page.open(generic.url())) {
      generic.set("status", Integer.toString(status));
      generic.set("body", "{\"category\": \"OTHER\", \"message\": \"no\"}");

      Answer got = odd.send(Deliveries.first("tracktik:1"));

      assertThat(got.getClass().getSimpleName()).isEqualTo(answer);
      assertThat(got.toString()).contains("HTTP %d: OTHER: no".formatted(status));
    }
  }

  @Test
  void aSuccessThatTellsNothingIsUnknown() throws Exception {
    try (var generic = Simulator.start("generic");
        var odd = page.open(generic.url())) {
      generic.set("body", "{}");

      assertThat(odd.send(Deliveries.first("tracktik:1")))
          .isEqualTo(new Answer.Unknown("HTTP 200 without a result"));
    }
  }

  @Test
  void aDatedVersionHasAnotherPathAndEveryValueIsText() throws Exception {
    try (var dated =
        page.open(
            hubspot.url(),
            Map.of(
                "api-version",
                "2026-03",
                "properties",
                "{\"urgent\": \"{{lifeSafety}}\", \"stage\": 1}"))) {
      dated.send(Deliveries.first("tracktik:1"));
    }

    Received request = hubspot.requests().getFirst();
    assertThat(request.path()).isEqualTo("/crm/objects/2026-03/tickets/batch/upsert");
    assertThat(inputs(request).get(0).path("properties"))
        .isEqualTo(Json.read("{\"urgent\": \"false\", \"stage\": \"1\"}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          api-version     | v4                           | api-version is neither v3 nor
          object          | notes                        | object is an activity
          object          | a/b                          | object is no name of an object
          unique-property | ''                           | unique-property is not set
          properties      | {"tocsin_key": "{{key}}"}    | properties must not hold tocsin_key
          properties      | {"a": {"b": "c"}}            | properties must hold single values
          """)
  void refusesToStart(String setting, String value, String sentence) {
    assertThatThrownBy(() -> page.open(hubspot.url(), Map.of(setting, value)))
        .hasMessageContaining("tocsin.sinks.outward.client-care.hubspot." + sentence);
  }

  @Test
  void itsPageNamesItsSettings() {
    assertThat(page.documented()).allMatch(page::knows).contains("withdrawn-properties");
    assertThat(page.documented()).containsAll(Page.named("hubspot/HubSpotKind"));
  }
}
