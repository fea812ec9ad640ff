package io.tocsin.sinks.tracktik;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.simulators.Fault;
import io.tocsin.simulators.Simulator;
import io.tocsin.sinks.Lines;
import io.tocsin.sinks.ScriptedServer;
import io.tocsin.sinks.SinkPage;
import io.tocsin.sinks.outward.Answer;
import io.tocsin.sinks.outward.Delivery;
import io.tocsin.sinks.outward.Destination;
import io.tocsin.sinks.outward.Effect;
import io.tocsin.sinks.outward.Feed;
import io.tocsin.sinks.outward.Idempotency;
import io.tocsin.sinks.outward.Sighting;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The page's example against the stand-in, and the answers that the stand-in does not give.
final class TrackTikBillingTest {
  private static final SinkPage PAGE = SinkPage.of("tracktik-billing");
  private static final TrackTikBillingKind KIND = new TrackTikBillingKind();

  private final Simulator simulator = Simulator.start("tracktik-billing");
  private final Destination trackTik = PAGE.open(KIND, simulator.url(), Map.of());
  private final Effect charge = Lines.charge("a");
  private final Effect reversal = Lines.reversal(charge);

  @AfterEach
  void stop() {
    trackTik.close();
    simulator.close();
  }

  @Test
  void itsClass() {
    assertThat(KIND.feed()).isEqualTo(Feed.LINES);
    assertThat(trackTik.idempotency()).isEqualTo(new Idempotency.None(true));
  }

  @Test
  void thePageNamesEverySettingOfItsExample() {
    Map<?, ?> own = (Map<?, ?>) PAGE.example().get("tracktik-billing");

    assertThat(PAGE.settings()).isEqualTo(own.keySet());
  }

  @Test
  void aChargeIsOneItemAsTheTemplatesSay() throws Exception {
    Answer answer = send(Lines.first(charge));

    String id = simulator.objects().getFirst().path("id").asText();
    assertThat(answer).isEqualTo(new Answer.Stands(id, "billing item %s made".formatted(id)));
    assertThat(simulator.requests().getLast().method()).isEqualTo("POST");
    assertThat(simulator.requests().getLast().path()).isEqualTo("/rest/v1/your-billing-path");
    assertThat(simulator.requests().getLast().body())
        .isEqualTo(
            """
            {"customId":"%s","account":50,"billItem":7,"date":"2026-03-01","quantity":1.5,\
            "rate":40,"note":"Alarm response, site-1"}\
            """
                .formatted(charge.key()));
    assertThat(simulator.effects()).containsExactly(Map.entry(charge.key(), 1));
  }

  @Test
  void aReversalIsAnItemWithANegativeQuantity() throws Exception {
    String id = ((Answer.Stands) send(Lines.first(charge))).remoteId();

    send(Lines.undoing(reversal, id));

    assertThat(simulator.effects())
        .containsOnly(Map.entry(charge.key(), 1), Map.entry(reversal.key(), 1));
    assertThat(
            simulator.objects().stream()
                .map(item -> item.path("quantity").decimalValue())
                .reduce(BigDecimal.ZERO, BigDecimal::add))
        .isEqualByComparingTo("0");
    JsonNode made = simulator.objects().getLast();
    assertThat(made.path("quantity").decimalValue()).isEqualByComparingTo("-1.5");
    assertThat(made.path("rate").decimalValue()).isEqualByComparingTo("40");
  }

  @ParameterizedTest
  @CsvSource({"DROP_AFTER, true", "TIMEOUT_AFTER, true", "DROP_BEFORE, false", "ERROR_500, false"})
  void aLostAnswerIsLookedUp(Fault fault, boolean happened) throws Exception {
    simulator.set("timeout-millis", "10");
    assertThat(find(charge)).isEqualTo(new Sighting.Absent());
    simulator.next(fault);

    assertThat(send(Lines.first(charge))).isInstanceOf(Answer.Unknown.class);

    assertThat(find(charge)).isInstanceOf(happened ? Sighting.Found.class : Sighting.Absent.class);
    if (happened) {
      assertThat(find(charge))
          .isEqualTo(new Sighting.Found(simulator.objects().getFirst().path("id").asText()));
    }
  }

  @Test
  void noOtherLineIsFound() throws Exception {
    send(Lines.first(charge));

    assertThat(find(Lines.charge("b"))).isEqualTo(new Sighting.Absent());
    assertThat(find(reversal)).isEqualTo(new Sighting.Absent());
  }

  @Test
  void twoItemsOfOneLineAreForAPerson() throws Exception {
    send(Lines.first(charge));
    send(Lines.first(charge));

    assertThat(find(charge)).isInstanceOf(Sighting.Unclear.class);
  }

  @Test
  void aLookUpThatShowsOnlyAPartIsNotBelieved() throws Exception {
    for (int i = 0; i < 3; i++) {
      send(Lines.first(Lines.charge("other-" + i)));
    }
    // A function that the field does not have: live portals were seen to ignore it.
    String ignored = "/rest/v1/your-billing-path?customId:like={{key}}&limit=";

    try (var some = open(ignored + 2);
        var all = open(ignored + 3)) {
      assertThat(some.find(Lines.first(charge)))
          .isEqualTo(
              new Sighting.Failed(
                  new Answer.Away(
                      "the look-up shows 2 of 3 items and the line is not among them: narrow"
                          + " tocsin.sinks.outward.test.tracktik-billing.look-up-path")));
      assertThat(all.find(Lines.first(charge))).isEqualTo(new Sighting.Absent());
    }
  }

  private Destination open(String lookUpPath) {
    return PAGE.open(KIND, simulator.url(), Map.of("tracktik-billing.look-up-path", lookUpPath));
  }

  @Test
  void aFieldThatThePortalDoesNotKnowStopsTheSinkAndSaysSo() throws Exception {
    simulator.set("fields", "id,account");

    assertThat(find(charge))
        .isInstanceOfSatisfying(
            Sighting.Failed.class,
            failed ->
                assertThat(failed.answer())
                    .isInstanceOfSatisfying(
                        Answer.Away.class,
                        away -> assertThat(away.reason()).contains("customId is not a field")));
  }

  @Test
  void throttledWaitsAsTold() throws Exception {
    simulator.set("retry-after-seconds", "7");
    simulator.next(Fault.RATE_LIMIT, Fault.RATE_LIMIT);

    assertThat(send(Lines.first(charge)))
        .isInstanceOfSatisfying(
            Answer.Throttled.class,
            throttled -> assertThat(throttled.delay()).contains(Duration.ofSeconds(7)));
    assertThat(((Sighting.Failed) find(charge)).answer()).isInstanceOf(Answer.Throttled.class);
  }

  @Test
  void anOutageAndARefusedTokenHaveNoEffect() throws Exception {
    simulator.next(Fault.EXPIRED_TOKEN);
    assertThat(send(Lines.first(charge))).isInstanceOf(Answer.Away.class);
    simulator.down();
    assertThat(send(Lines.first(charge))).isInstanceOf(Answer.Away.class);
    assertThat(((Sighting.Failed) find(charge)).answer()).isInstanceOf(Answer.Away.class);
    simulator.up();
    simulator.token("test");

    assertThat(send(Lines.first(charge))).isInstanceOf(Answer.Stands.class);
    assertThat(simulator.effects()).containsExactly(Map.entry(charge.key(), 1));
  }

  @ParameterizedTest
  @CsvSource({
    "currency, EUR, 'the line is in EUR, and tocsin.sinks.outward.test.tracktik-billing.currency"
        + " says that the portal bills in USD'",
    "client, client-9, client client-9 has no account in"
        + " tocsin.sinks.outward.test.tracktik-billing.accounts",
    "sku, PARADE, sku PARADE has no item in tocsin.sinks.outward.test.tracktik-billing.items"
  })
  void whatCannotGoThereIsNotSent(String field, String value, String sentence) throws Exception {
    Effect line = Lines.with(charge, field, value);

    assertThat(send(Lines.first(line))).isEqualTo(new Answer.Refused(sentence));
    assertThat(find(line)).isEqualTo(new Sighting.Failed(new Answer.Refused(sentence)));
    assertThat(send(new Delivery(charge, "r", Optional.of("130"), Optional.empty())))
        .isInstanceOf(Answer.Stands.class);
    assertThat(simulator.requests()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "201 | {'data':{'id':35}} | Stands | billing item 35 made",
        "201 | {'data':{'id':'x-35'}} | Stands | billing item x-35 made",
        "201 | {'data':{}} | Unknown | answers HTTP 201 without an id where",
        "202 | '' | Unknown | answers HTTP 202 without an id where",
        "400 | {'message':'no rate'} | Refused | TrackTik answers HTTP 400: {\"message\":\"no"
            + " rate\"}",
        "409 | closed | Refused | TrackTik answers HTTP 409: closed",
        "422 | no | Refused | TrackTik answers HTTP 422: no",
        "401 | '' | Away | the credentials are refused",
        "403 | no | Away | TrackTik answers HTTP 403: no",
        "404 | no | Away | TrackTik answers HTTP 404: no",
        "302 | '' | Away | answers HTTP 302: look at url and path",
        "413 | '' | Poison | answers HTTP 413",
        "429 | '' | Throttled | asks to wait",
        "500 | '' | Unknown | answers HTTP 500",
        "504 | '' | Unknown | answers HTTP 504",
      })
  void everyAnswer(int status, String body, String kind, String words) throws Exception {
    try (var server = new ScriptedServer();
        var destination = PAGE.open(KIND, server.url(), Map.of())) {
      server.answer(status, body.replace('\'', '"'));

      Answer answer = destination.send(List.of(Lines.first(charge))).getFirst();

      assertThat(answer.getClass().getSimpleName()).isEqualTo(kind);
      assertThat(answer.toString()).contains(words);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 | {'meta':{'count':0},'data':[]} | Absent",
        "200 | {'data':[]} | Absent",
        "200 | {'meta':{'count':1},'data':[{'id':1,'customId':'x'}]} | Absent",
        "200 | {'meta':{'count':101},'data':[{'id':1,'customId':'x'}]} | Away",
        "200 | {'meta':{'count':1},'data':[{'customId':'KEY'}]} | Away",
        "200 | {'meta':{'count':1},'data':[{'id':1,'customId':'KEY'}]} | Found",
        "200 | {'meta':{'count':0}} | Away",
        "200 | welcome | Away",
        "404 | '' | Away",
        "500 | '' | Away",
      })
  void onlyASureAnswerSaysThatNothingIsThere(int status, String body, String seen)
      throws Exception {
    try (var server = new ScriptedServer();
        var destination = PAGE.open(KIND, server.url(), Map.of())) {
      server.answer(status, body.replace('\'', '"').replace("KEY", charge.key()));

      Sighting sighting = destination.find(Lines.first(charge));

      Object judged = sighting instanceof Sighting.Failed failed ? failed.answer() : sighting;
      assertThat(judged.getClass().getSimpleName()).isEqualTo(seen);
      assertThat(server.requests())
          .containsExactly("GET\n/rest/v1/your-billing-path?customId=%s\n".formatted(charge.key()));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "path | '' | is not set",
        "path | items | is no path from / on; blanks, quotes and the like stand in it encoded",
        "path | /{{site}} | uses {{site}}; there are account, amount, chargeKey, client, contract,"
            + " currency, event, item, key, kind, memo, quantity, serviceDay, sku, undoes,"
            + " undoneId, unit, unitPrice",
        "body | '' | is not set",
        "body | {\"a\":1 | is no JSON object or list; a {{name}} stands inside quotes",
        "body | {\"a\":\"{{memo}}\"} | does not name {{key}}: an item whose answer was lost could"
            + " not be found again",
        "currency | '' | is not set, and the body does not name {{currency}}: one of them must say"
            + " it",
        "id | '' | is not set",
        "id | data | is no JSON pointer, for example /data/0/id",
        "look-up-path | '' | is not set",
        "look-up-path | /all?limit=1000 | asks the same for everything; it must name one of"
            + " {{key}}",
        "look-up-id | '' | is not set",
        "look-up-marker | '' | is not set",
        "marker | x | is no setting known here; is its name mistyped?",
      })
  void aSettingThatIsWrongRefusesToStart(String setting, String value, String sentence) {
    assertThatThrownBy(
            () ->
                PAGE.open(KIND, simulator.url(), Map.of("tracktik-billing." + setting, value))
                    .close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "tocsin.sinks.outward.test.tracktik-billing.%s %s".formatted(setting, sentence));
  }

  private Answer send(Delivery delivery) throws InterruptedException {
    return trackTik.send(List.of(delivery)).getFirst();
  }

  private Sighting find(Effect line) throws InterruptedException {
    return trackTik.find(Lines.first(line));
  }
}
