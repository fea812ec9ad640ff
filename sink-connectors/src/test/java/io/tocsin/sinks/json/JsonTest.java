package io.tocsin.sinks.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tocsin.platform.Section;
import io.tocsin.simulators.Fault;
import io.tocsin.simulators.Received;
import io.tocsin.simulators.Simulator;
import io.tocsin.sinks.http.Json;
import io.tocsin.sinks.outward.Answer;
import io.tocsin.sinks.outward.Deliveries;
import io.tocsin.sinks.outward.Delivery;
import io.tocsin.sinks.outward.Feed;
import io.tocsin.sinks.outward.Idempotency;
import io.tocsin.sinks.outward.Kind;
import io.tocsin.sinks.outward.Page;
import io.tocsin.sinks.outward.Sighting;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonTest {
  private static final Map<String, Object> UPSERT =
      Map.of(
          "class", "upsert",
          "memory", "",
          "key-header", "",
          "method", "PUT",
          "path", "/v1/orders/{{key}}",
          "update", "",
          "withdraw", "",
          "look-up-path", "",
          "look-up-id", "",
          "look-up-key", "");

  private final Kind kind = new JsonKind();
  private final Page page = Page.of(kind);
  private final Simulator orders = Simulator.start("generic");

  @AfterEach
  void stop() {
    orders.close();
  }

  @Test
  void theExampleMakesChangesAndWithdraws() throws Exception {
    Delivery delivery = Deliveries.first("tracktik:1");
    orders.set("body", "{\"id\": 35}");
    try (var sink = page.open(orders.url())) {
      assertThat(sink.send(delivery)).isEqualTo(new Answer.Stands("35", "35 made"));
      assertThat(sink.send(Deliveries.reworded("tracktik:1", "Two", Optional.of("35"))))
          .isEqualTo(new Answer.Stands("35", "35 updated"));
      assertThat(sink.send(Deliveries.withdrawn("tracktik:1", "35")))
          .isEqualTo(new Answer.Stands("35", "35 withdrawn"));

      assertThat(sink.destination().idempotency())
          .isEqualTo(new Idempotency.Remembered(Duration.ofHours(20)));
      assertThat(sink.destination().follows()).isTrue();
    }
    Received made = orders.requests().get(0);
    assertThat(made.method() + " " + made.path()).isEqualTo("POST /v1/orders");
    assertThat(made.header("Idempotency-Key")).isEqualTo(delivery.requestKey());
    assertThat(made.header("X-Office")).isEqualTo("client-1");
    assertThat(made.header("Content-Type")).startsWith("application/json");
    assertThat(made.json())
        .isEqualTo(
            Json.read(
                """
                {"title": "Alarm dispatch at site-1", "notes": %s, "urgent": false,
                 "reference": "%s"}
                """
                    .formatted(made.json().path("notes"), Deliveries.key("tracktik:1"))));
    Received changed = orders.requests().get(1);
    assertThat(changed.method() + " " + changed.path()).isEqualTo("PUT /v1/orders/35");
    assertThat(changed.header("Idempotency-Key")).isEmpty();
    assertThat(changed.json())
        .isEqualTo(
            Json.read(
                "{\"reference\": \"%s\", \"title\": \"Two\", \"state\": \"OPEN\"}"
                    .formatted(Deliveries.key("tracktik:1"))));
    Received withdrawn = orders.requests().get(2);
    assertThat(withdrawn.method() + " " + withdrawn.path()).isEqualTo("DELETE /v1/orders/35");
    assertThat(withdrawn.body()).isEmpty();
  }

  @Test
  void theEnvironmentKeepsItsNames() throws Exception {
    orders.set("status", "409");
    try (var sink = page.openAsTheAppDoes(orders.url())) {
      assertThat(sink.send(Deliveries.first("tracktik:1"))).isInstanceOf(Answer.Poison.class);
    }

    assertThat(orders.requests().getFirst().header("X-Office")).isEqualTo("client-1");
  }

  @Test
  void aRememberedRequestIsAskedForAgain() throws Exception {
    orders.set("mode", "remember");
    orders.set("key", "header:Idempotency-Key");
    orders.next(Fault.DROP_AFTER);
    try (var sink = page.open(orders.url(), Map.of("id-pointer", "/reference"))) {
      assertThat(sink.send(Deliveries.first("tracktik:1"))).isInstanceOf(Answer.Unknown.class);
      assertThat(sink.send(Deliveries.first("tracktik:1"))).isInstanceOf(Answer.Stands.class);
    }

    assertThat(orders.effects().values()).containsExactly(1);
  }

  @Test
  void whatIsUpsertedNeedsNothingElse() throws Exception {
    orders.set("mode", "upsert");
    orders.set("key", "path");
    orders.next(Fault.DROP_AFTER);
    String key = Deliveries.key("tracktik:1");
    try (var sink = page.open(orders.url(), UPSERT)) {
      assertThat(sink.send(Deliveries.first("tracktik:1"))).isInstanceOf(Answer.Unknown.class);
      assertThat(sink.send(Deliveries.first("tracktik:1")))
          .isEqualTo(new Answer.Stands(key, key + " made"));
      assertThat(sink.send(Deliveries.withdrawn("tracktik:1", key)))
          .isEqualTo(new Answer.Stands(key, key + " withdrawn"));
      assertThat(sink.destination().follows()).isTrue();
      assertThatThrownBy(() -> sink.destination().find(Deliveries.first("tracktik:1")))
          .isInstanceOf(IllegalStateException.class);
    }

    assertThat(orders.effects()).containsExactly(Map.entry(key, 1));
    assertThat(orders.requests()).extracting(Received::path).containsOnly("/v1/orders/" + key);
  }

  @Test
  void whatRemembersNothingIsLookedFor() throws Exception {
    orders.set("key", "/reference");
    orders.next(Fault.NONE, Fault.DROP_AFTER);
    try (var sink =
        page.open(
            orders.url(),
            Map.of("class", "none", "look-up-id", "/reference", "memory", "", "key-header", ""))) {
      assertThat(sink.destination().idempotency()).isEqualTo(new Idempotency.None(true));
      assertThat(sink.destination().find(Deliveries.first("tracktik:1")))
          .isEqualTo(new Sighting.Absent());
      assertThat(sink.send(Deliveries.first("tracktik:1"))).isInstanceOf(Answer.Unknown.class);
      assertThat(sink.destination().find(Deliveries.first("tracktik:1")))
          .isEqualTo(new Sighting.Found(Deliveries.key("tracktik:1")));
    }
  }

  @Test
  void anAddressOfOneThingSaysByItsStatusThatThereIsNone() throws Exception {
    try (var sink = page.open(orders.url(), Map.of("look-up-absent", "404, 410"))) {
      orders.close();
      assertThat(sink.destination().find(Deliveries.first("tracktik:1")))
          .isInstanceOf(Sighting.Failed.class);
    }
    for (var told :
        Map.of(
                404, new Sighting.Absent(),
                410, new Sighting.Absent(),
                200, new Sighting.Found("35"))
            .entrySet()) {
      try (var one =
              new OneAnswer(
                  told.getKey(),
                  "{\"id\": 35, \"reference\": \"%s\"}".formatted(Deliveries.key("tracktik:1")));
          var sink = page.open(one.url(), Map.of("look-up-absent", "404, 410"))) {
        assertThat(sink.destination().find(Deliveries.first("tracktik:1")))
            .isEqualTo(told.getValue());
      }
    }
  }

  @Test
  void whatCannotBeChangedStaysAsItIs() throws Exception {
    try (var sink = page.open(orders.url(), Map.of("update", "", "withdraw", ""))) {
      assertThat(sink.destination().follows()).isFalse();
      assertThat(sink.send(Deliveries.reworded("tracktik:1", "Two", Optional.of("35"))))
          .isEqualTo(new Answer.Stands("35", "is out and is not changed"));
    }
    assertThat(orders.requests()).isEmpty();
  }

  @Test
  void aLineAndItsReversal() throws Exception {
    String body =
        """
        {"reference": "{{key}}", "amount": "{{amount}}", "currency": "{{currency}}",
         "undoes": "{{undoneId}}"}
        """;
    var lines =
        Map.<String, Object>of(
            "feed",
            "lines",
            "body",
            body,
            "key-field",
            "",
            "update",
            "",
            "withdraw",
            "",
            "headers",
            "");
    try (var sink = page.open(orders.url(), lines)) {
      sink.send(Deliveries.line("tracktik:1", "35.00", Optional.empty()));
      sink.send(Deliveries.line("tracktik:1", "-35.00", Optional.of("77")));
    }

    assertThat(orders.requests().get(0).body())
        .contains("\"amount\":35,")
        .contains("\"undoes\":\"\"");
    assertThat(orders.requests().get(1).body())
        .contains("\"amount\":-35,")
        .contains("\"undoes\":\"77\"");
    assertThat(kind.feed(Section.of("s", Map.of("feed", "lines")))).isEqualTo(Feed.LINES);
    assertThat(kind.feed(Section.of("s", Map.of()))).isEqualTo(Feed.DECISIONS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          200 | {"id": 1}          | Stands[remoteId=1, words=1 made]
          201 | {"id": "x"}        | Stands[remoteId=x, words=x made]
          200 | {}                 | Unknown[reason=made, but its id is not where id-pointer says]
          202 | {"id": 1}          | Unknown[reason=HTTP 202 is not among success.statuses]
          409 | {"say": "closed"}  | Poison[reason=HTTP 409: closed]
          422 | {"say": "closed"}  | Refused[words=HTTP 422: closed]
          400 | {"say": "bad"}     | Refused[words=HTTP 400: bad]
          401 | {}                 | Away
          403 | {"say": "no"}      | Away[reason=HTTP 403: no]
          404 | {}                 | Away[reason=HTTP 404]
          307 | ''                 | Away[reason=HTTP 307
          413 | ''                 | Poison[reason=HTTP 413]
          429 | ''                 | Throttled[delay=Optional.empty
          500 | <html>oh</html>    | Unknown[reason=HTTP 500]
          """)
  void whatIsUsual(int status, String body, String answer) throws Exception {
    try (var one = new OneAnswer(status, body);
        var sink = page.open(one.url())) {
      assertThat(sink.send(Deliveries.first("tracktik:1")).toString()).startsWith(answer);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          200 | {"ok": true, "id": 1}         | Stands[remoteId=1
          200 | {"ok": "done", "id": 1}       | Stands[remoteId=1
          200 | {"ok": false, "why": "later"} | Throttled[delay=Optional.empty, reason=HTTP 200: later]
          200 | <html>signed out</html>       | Throttled[
          401 | {"why": "no such customer"}   | Refused[words=HTTP 401: no such customer]
          418 | {"why": "tea"}                | Poison[reason=HTTP 418: tea]
          423 | {"why": "locked"}             | Away[reason=HTTP 423: locked]
          503 | {"why": "half done"}          | Unknown[reason=HTTP 503: half done]
          """)
  void whatSettingsSay(int status, String body, String answer) throws Exception {
    try (var one = new OneAnswer(status, body);
        var sink =
            page.open(
                one.url(),
                Map.of(
                    "success", Map.of("pointer", "/ok", "values", "true, done"),
                    "failures",
                        Map.of(
                            "401", "refused",
                            "418", "poison",
                            "4xx", "away",
                            "5xx", "unknown",
                            "inside", "throttled")))) {
      assertThat(sink.send(Deliveries.first("tracktik:1")).toString()).startsWith(answer);
    }
  }

  @Test
  void aChangeSucceedsAsTheFirstRequestDoes() throws Exception {
    try (var one = new OneAnswer(200, "{\"ok\": false, \"why\": \"closed\"}");
        var sink =
            page.open(one.url(), Map.of("success", Map.of("pointer", "/ok", "values", "true")))) {
      assertThat(sink.send(Deliveries.reworded("tracktik:1", "Two", Optional.of("35"))))
          .isEqualTo(new Answer.Refused("HTTP 200: closed"));
      assertThat(sink.send(Deliveries.withdrawn("tracktik:1", "35")))
          .isEqualTo(new Answer.Stands("35", "35 withdrawn"));
    }
  }

  @Test
  void aSearchByWhatTwoLinesShareDoesNotStart() {
    assertThatThrownBy(
            () ->
                page.open(
                    orders.url(),
                    Map.of(
                        "feed", "lines",
                        "headers", "",
                        "update", "",
                        "withdraw", "",
                        "body", "{\"a\": \"{{memo}}\"}",
                        "look-up-path", "/v1/orders?reference={{chargeKey}}")))
        .hasMessageContaining("work-orders.json.look-up-path asks the same for everything");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          class            | some                   | class is none of upsert, remembered, none
          class            | ''                     | class is not set
          memory           | ''                     | memory must say how long
          key-header       | ''                     | key-header is not set
          key-header       | Authorization          | key-header is no header that a sink may set
          feed             | all                    | feed is neither decisions nor lines
          feed             | lines                  | body uses {{subject}}
          method           | GET                    | method is none of POST
          path             | v1/orders              | path is no path from / on
          key-field        | ''                     | key-field is not set, and neither
          key-field        | title                  | key-field needs a body
          body             | {{body}}               | body is no JSON object or list
          id-pointer       | id                     | id-pointer is no JSON pointer
          look-up-path     | ''                     | look-up-path is not set
          look-up-path     | /v1/orders             | look-up-path asks the same for everything
          look-up-absent   | none                   | look-up-absent holds 'none'
          failures.409     | retry                  | failures.409 is none of throttled
          failures.200     | refused                | failures.200 is neither a status
          success.pointer  | /ok                    | success.pointer and values are set together
          success.statuses | ok                     | success.statuses holds 'ok'
          success.status   | 200                    | success.status is no setting known here
          headers.Host     | a                      | headers.Host is no header that a sink may set
          update.colour    | red                    | update.colour is no setting known here
          """)
  void refusesToStart(String setting, String value, String sentence) {
    String[] path = setting.split("\\.", 2);
    Map<String, Object> more =
        path.length == 1
            ? Map.of(setting, value)
            : Map.of(path[0], page.with(path[0], Map.of(path[1], value)));

    assertThatThrownBy(() -> page.open(orders.url(), more))
        .hasMessageContaining("tocsin.sinks.outward.work-orders.json." + sentence);
  }

  @Test
  void classNoneDoesNotStartWithoutALookUp() {
    assertThatThrownBy(
            () ->
                page.open(
                    orders.url(),
                    Map.of("class", "none", "memory", "", "key-header", "", "look-up-path", "")))
        .hasMessageContaining("work-orders.json.look-up-path is not set");
  }

  @Test
  void theExampleOfTheGuideUpserts() throws Exception {
    orders.set("mode", "upsert");
    orders.set("key", "path");
    orders.next(Fault.DROP_AFTER);
    try (var chat = Page.of(kind, "operate/add-a-sink.md").open(orders.url())) {
      assertThat(chat.send(Deliveries.first("tracktik:1"))).isInstanceOf(Answer.Unknown.class);
      assertThat(chat.send(Deliveries.first("tracktik:1"))).isInstanceOf(Answer.Stands.class);
    }

    assertThat(orders.effects()).containsExactly(Map.entry(Deliveries.key("tracktik:1"), 1));
    assertThat(orders.objects())
        .containsExactly(
            Json.read("{\"text\": \"Alarm dispatch at site-1\", \"state\": \"OPEN\"}"));
  }

  @Test
  void aLineIsNeverChanged() {
    assertThatThrownBy(
            () ->
                page.open(
                    orders.url(),
                    Map.of("feed", "lines", "headers", "", "body", "{\"a\": \"{{memo}}\"}")))
        .hasMessageContaining("work-orders.json.update is of no use");
  }

  @Test
  void itsPageNamesItsSettings() {
    assertThat(page.documented()).allMatch(page::knows);
    assertThat(page.documented())
        .containsAll(Page.named("json/JsonKind", "json/Request", "outward/Search"));
  }
}
