package io.tocsin.sinks.quickbooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.simulators.Fault;
import io.tocsin.simulators.Received;
import io.tocsin.simulators.Simulator;
import io.tocsin.sinks.Lines;
import io.tocsin.sinks.ScriptedServer;
import io.tocsin.sinks.SinkPage;
import io.tocsin.sinks.http.Json;
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
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The page's example against the stand-in, and the answers that the stand-in does not give.
final class QuickBooksTest {
  private static final SinkPage PAGE = SinkPage.of("quickbooks");
  private static final QuickBooksKind KIND = new QuickBooksKind();
  private static final String INVOICES = "/v3/company/4620000000000000001/invoice";

  private final Simulator simulator = Simulator.start("quickbooks");
  private final Destination quickBooks = PAGE.open(KIND, simulator.url(), Map.of());
  private final Effect charge = Lines.charge("a");
  private final Effect reversal = Lines.reversal(charge);

  @AfterEach
  void stop() {
    quickBooks.close();
    simulator.close();
  }

  @Test
  void itsClass() {
    assertThat(KIND.feed()).isEqualTo(Feed.LINES);
    assertThat(quickBooks.idempotency()).isEqualTo(new Idempotency.Remembered(Duration.ofHours(1)));
  }

  @Test
  void thePageNamesEverySettingOfItsExample() {
    Map<?, ?> own = (Map<?, ?>) PAGE.example().get("quickbooks");

    assertThat(PAGE.settings()).isEqualTo(own.keySet());
  }

  @Test
  void aChargeIsOneInvoice() throws Exception {
    Delivery delivery = Lines.first(charge);

    Answer answer = send(delivery);

    String id = only().path("Id").asText();
    assertThat(answer).isEqualTo(new Answer.Stands(id, "invoice " + id + " made"));
    Received request = simulator.requests().getFirst();
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.path())
        .isEqualTo(INVOICES + "?requestid=" + delivery.requestKey() + "&minorversion=75");
    assertThat(delivery.requestKey()).hasSizeLessThanOrEqualTo(50);
    assertThat(total()).isEqualByComparingTo("60");
  }

  @Test
  void theSameRequestTwiceIsOneInvoice() throws Exception {
    Answer first = send(Lines.first(charge));
    Answer second = send(Lines.first(charge));

    assertThat(second).isEqualTo(first);
    assertThat(simulator.effects()).containsExactly(Map.entry(number(charge), 1));
  }

  @ParameterizedTest
  @CsvSource({"DROP_AFTER", "TIMEOUT_AFTER", "DROP_BEFORE", "TIMEOUT_BEFORE", "ERROR_500"})
  void aLostAnswerIsAskedForAgain(Fault fault) throws Exception {
    simulator.set("timeout-millis", "10");
    simulator.next(fault);

    assertThat(send(Lines.first(charge))).isInstanceOf(Answer.Unknown.class);
    assertThat(send(Lines.first(charge))).isInstanceOf(Answer.Stands.class);

    assertThat(simulator.effects()).containsExactly(Map.entry(number(charge), 1));
  }

  @Test
  void whatStandsIsFoundAfterTheRequestIsForgotten() throws Exception {
    assertThat(find(Lines.first(charge))).isEqualTo(new Sighting.Absent());
    simulator.next(Fault.DROP_AFTER);
    send(Lines.first(charge));

    assertThat(find(Lines.first(charge))).isEqualTo(new Sighting.Found(only().path("Id").asText()));
  }

  @Test
  void aNumberThatIsTakenByTheSameChargeStands() throws Exception {
    simulator.set("requestid-hours", "1");
    send(Lines.first(charge));
    simulator.advance(Duration.ofHours(2));

    Answer answer = send(Lines.first(charge));

    String id = only().path("Id").asText();
    assertThat(answer).isEqualTo(new Answer.Stands(id, "invoice " + id + " stood already"));
    assertThat(simulator.effects()).containsExactly(Map.entry(number(charge), 1));
  }

  @Test
  void aNumberThatIsTakenByAnotherInvoiceIsForAPerson() throws Exception {
    simulator.add(
        "4620000000000000001/Invoice",
        Json.read("{\"DocNumber\":\"%s\",\"PrivateNote\":\"by hand\"}".formatted(number(charge))));

    Answer answer = send(Lines.first(charge));

    assertThat(answer).isInstanceOf(Answer.Refused.class);
    assertThat(((Answer.Refused) answer).words())
        .startsWith("QuickBooks 6140: Duplicate Document Number Error")
        .endsWith("the invoice that has the number is not this charge's");
  }

  @Test
  void aNumberThatIsTakenByNobodyKnowsWhomIsAskedAgain() throws Exception {
    send(Lines.first(charge));
    simulator.next(Fault.NONE, Fault.ERROR_500);

    Answer answer = send(new Delivery(charge, "another", Optional.empty(), Optional.empty()));

    assertThat(answer).isInstanceOf(Answer.Away.class);
  }

  @Test
  void twoInvoicesOfOneChargeAreForAPerson() throws Exception {
    simulator.set("custom-numbers", "false");
    send(Lines.first(charge));
    send(new Delivery(charge, "another", Optional.empty(), Optional.empty()));

    assertThat(find(Lines.first(charge))).isInstanceOf(Sighting.Unclear.class);
  }

  @Test
  void aReversalIsALineInTheInvoiceOfItsCharge() throws Exception {
    String id = made();

    Answer answer = send(Lines.undoing(reversal, id));

    assertThat(answer).isEqualTo(new Answer.Stands(id, "reversed in invoice " + id));
    assertThat(only().path("Line")).hasSize(2);
    assertThat(total()).isEqualByComparingTo("0");
    assertThat(only().path("PrivateNote").asText()).contains(charge.key());
    assertThat(simulator.requests().getLast().path()).isEqualTo(INVOICES + "?minorversion=75");
  }

  @ParameterizedTest
  @CsvSource({"DROP_AFTER, 2", "TIMEOUT_AFTER, 2", "DROP_BEFORE, 3", "TIMEOUT_BEFORE, 3"})
  void aReversalWhoseAnswerIsLostIsOneLine(Fault fault, int posts) throws Exception {
    String id = made();
    simulator.set("timeout-millis", "10");
    simulator.next(Fault.NONE, fault);

    assertThat(send(Lines.undoing(reversal, id))).isInstanceOf(Answer.Unknown.class);
    assertThat(send(Lines.undoing(reversal, id))).isInstanceOf(Answer.Stands.class);
    assertThat(send(Lines.undoing(reversal, id)))
        .isEqualTo(new Answer.Stands(id, "invoice " + id + " has the reversal already"));

    assertThat(only().path("Line")).hasSize(2);
    assertThat(total()).isEqualByComparingTo("0");
    assertThat(simulator.requests().stream().filter(r -> r.method().equals("POST"))).hasSize(posts);
  }

  @Test
  void aReversalIsFoundInItsInvoice() throws Exception {
    String id = made();
    assertThat(find(Lines.undoing(reversal, id))).isEqualTo(new Sighting.Absent());

    send(Lines.undoing(reversal, id));

    assertThat(find(Lines.undoing(reversal, id))).isEqualTo(new Sighting.Found(id));
  }

  @Test
  void aReversalWhoseReadingFailsHasHadNoEffect() throws Exception {
    String id = made();
    simulator.next(Fault.ERROR_500);

    assertThat(send(Lines.undoing(reversal, id))).isInstanceOf(Answer.Away.class);
  }

  @Test
  void linesThatOthersAddedStay() throws Exception {
    String id = made();
    Effect other = Lines.reversal(Lines.charge("b"));
    send(Lines.undoing(other, id));

    send(Lines.undoing(reversal, id));

    assertThat(descriptions())
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo("Alarm response, site-1"),
            line -> assertThat(line).contains(number(other)),
            line -> assertThat(line).contains(number(reversal)));
  }

  @Test
  void anInvoiceThatIsGoneIsForAPerson() throws Exception {
    assertThat(send(Lines.undoing(reversal, "9")))
        .isEqualTo(new Answer.Refused("QuickBooks 610: Object Not Found: 9"));
    assertThat(send(Lines.first(reversal))).isInstanceOf(Answer.Refused.class);
  }

  @ParameterizedTest
  @CsvSource({
    "customers, 1, QuickBooks 2500: Invalid Reference Id: customer 58",
    "items, 1, QuickBooks 2500: Invalid Reference Id: item 11",
    "closed-until, 2026-03-31, QuickBooks 6000: the period up to 2026-03-31 is closed"
  })
  void whatTheCompanyDeclinesIsSaidInItsWords(String setting, String value, String words)
      throws Exception {
    simulator.set(setting, value);

    assertThat(send(Lines.first(charge))).isEqualTo(new Answer.Refused(words));

    assertThat(simulator.objects()).isEmpty();
  }

  @Test
  void throttledWaitsAsTold() throws Exception {
    simulator.set("retry-after-seconds", "7");
    simulator.next(Fault.RATE_LIMIT);

    assertThat(send(Lines.first(charge)))
        .isInstanceOfSatisfying(
            Answer.Throttled.class,
            throttled -> assertThat(throttled.delay()).contains(Duration.ofSeconds(7)));
  }

  @Test
  void anOutageAndARefusedTokenHaveNoEffect() throws Exception {
    simulator.next(Fault.EXPIRED_TOKEN);
    assertThat(send(Lines.first(charge))).isInstanceOf(Answer.Away.class);
    simulator.down();
    assertThat(send(Lines.first(charge))).isInstanceOf(Answer.Away.class);
    simulator.up();
    simulator.token("test");

    assertThat(send(Lines.first(charge))).isInstanceOf(Answer.Stands.class);
  }

  @Test
  void aLineThatCannotGoThereIsNotSent() throws Exception {
    Answer answer = send(Lines.first(Lines.with(charge, "client", "client-9")));

    assertThat(answer).isInstanceOf(Answer.Refused.class);
    assertThat(send(new Delivery(charge, "r", Optional.of("130"), Optional.empty())))
        .isInstanceOf(Answer.Stands.class);
    assertThat(simulator.requests()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | 5010 | ValidationFault | Stale | QuickBooks 5010: No: Not this way",
        "400 | 6000 | ValidationFault | Refused | QuickBooks 6000: No: Not this way",
        "400 | 6240 | ValidationFault | Refused | QuickBooks 6240: No: Not this way",
        "400 | 610 | ValidationFault | Refused | QuickBooks 610: No: Not this way",
        "404 | 610 | ValidationFault | Refused | QuickBooks 610: No: Not this way",
        "400 | 2500 | ValidationFault | Refused | QuickBooks 2500: No: Not this way",
        "400 | 9999 | ValidationFault | Refused | QuickBooks 9999: No: Not this way",
        "200 | 6000 | ValidationFault | Refused | QuickBooks 6000: No: Not this way",
        "400 | 3200 | AUTHENTICATION | Away | QuickBooks 3200: No: Not this way",
        "403 | 9999 | AUTHENTICATION | Away | QuickBooks 9999: No: Not this way",
        "400 | 003001 | ValidationFault | Throttled | QuickBooks throttles (003001)",
      })
  void everyFault(int status, String code, String type, String kind, String words)
      throws Exception {
    assertThat(
            answerTo(
                status,
                """
                {"Fault":{"Error":[{"Message":"No","Detail":"Not this way","code":"%s"}],\
                "type":"%s"},"time":"2026-08-24T12:00:00.000-07:00"}\
                """
                    .formatted(code, type)))
        .satisfies(answer -> assertThat(answer.getClass().getSimpleName()).isEqualTo(kind))
        .satisfies(answer -> assertThat(answer.toString()).contains(words));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "403 | message=ThrottleExceeded; errorCode=003001; statusCode=429 | Throttled",
        "429 | '' | Throttled",
        "401 | '' | Away",
        "403 | no | Away",
        "404 | no such page | Away",
        "302 | '' | Away",
        "400 | '' | Poison",
        "413 | '' | Poison",
        "408 | '' | Unknown",
        "500 | '' | Unknown",
        "200 | {} | Unknown",
        "200 | it works | Unknown",
      })
  void everyAnswerWithoutAFault(int status, String body, String kind) throws Exception {
    assertThat(answerTo(status, body).getClass().getSimpleName()).isEqualTo(kind);
  }

  @Test
  void whatAnotherChangedInBetweenIsStale() throws Exception {
    try (var server = new ScriptedServer();
        var destination = PAGE.open(KIND, server.url(), Map.of())) {
      server.answer(200, "{\"Invoice\":{\"Id\":\"5\",\"SyncToken\":\"1\",\"Line\":[]}}");
      server.answer(400, "{\"Fault\":{\"Error\":[{\"Message\":\"Stale\",\"code\":\"5010\"}]}}");

      Answer answer = destination.send(List.of(Lines.undoing(reversal, "5"))).getFirst();

      assertThat(answer).isEqualTo(new Answer.Stale("QuickBooks 5010: Stale"));
      assertThat(server.requests().getLast()).contains("\"SyncToken\":\"1\"");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'Invoice':{'Id':'6','SyncToken':'1','Line':[]}} | the answer is not invoice 5",
        "{'Invoice':{'Id':'5','Line':[]}} | the invoice comes without its SyncToken or lines",
        "{'Invoice':{'Id':'5','SyncToken':'1'}} | the invoice comes without its SyncToken or lines",
        "welcome | the answer is not invoice 5",
      })
  void whatIsNotTheInvoiceIsNotWritten(String read, String words) throws Exception {
    try (var server = new ScriptedServer();
        var destination = PAGE.open(KIND, server.url(), Map.of())) {
      server.answer(200, read.replace('\'', '"'));

      Answer answer = destination.send(List.of(Lines.undoing(reversal, "5"))).getFirst();

      assertThat(answer).isEqualTo(new Answer.Away(words));
      assertThat(server.requests()).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 | {'QueryResponse':{}} | Absent",
        "200 | {'QueryResponse':{'startPosition':1,'Invoice':[{'Id':'1','PrivateNote':'x'}]}} |"
            + " Absent",
        "200 | {'QueryResponse':{'Bill':[{'Id':'1'}]}} | Away",
        "200 | {} | Away",
        "200 | welcome | Away",
        "400 | {'Fault':{'Error':[{'Message':'No query','code':'4000'}]}} | Away",
        "404 | '' | Away",
        "500 | '' | Away",
        "429 | '' | Throttled",
      })
  void onlyASureAnswerSaysThatNothingIsThere(int status, String body, String seen)
      throws Exception {
    try (var server = new ScriptedServer();
        var destination = PAGE.open(KIND, server.url(), Map.of())) {
      server.answer(status, body.replace('\'', '"'));

      Sighting sighting = destination.find(Lines.first(charge));

      Object judged = sighting instanceof Sighting.Failed failed ? failed.answer() : sighting;
      assertThat(judged.getClass().getSimpleName()).isEqualTo(seen);
      assertThat(server.requests())
          .containsExactly(
              """
              GET
              /v3/company/4620000000000000001/query?query=select%%20*%%20from%%20Invoice%%20where\
              %%20PrivateNote%%20%%3D%%20'Tocsin%%20%s'
              """
                  .formatted(charge.key()));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "realm, '', is not set",
    "minor-version, '', is not set",
    "minor-version, x, is no whole number",
    "currency, '', is not set",
    "currency, dollars, 'is no currency of three capitals, for example USD'",
    "request-memory, '', is not set",
    "look-up-path, '', is not set",
    "look-up-path, /v3/query?all, 'asks the same for everything; it must name one of"
        + " {{documentNumber}}, {{key}}, {{marker}}'",
    "look-up-path, 'where x = {{key}}', 'is no path from / on; blanks, quotes and the like stand in"
        + " it encoded'",
    "look-up-items, '', is not set",
    "look-up-items, Invoice, 'is no JSON pointer, for example /data/0/id'",
    "realms, 1, is no setting known here; is its name mistyped?",
    "'customers[1].client', client-1, 'names ''client-1'', which stands in this list twice'",
    "'customers[0].name', x, is no setting known here; is its name mistyped?"
  })
  void aSettingThatIsWrongRefusesToStart(String setting, String value, String sentence) {
    assertThatThrownBy(
            () -> PAGE.open(KIND, simulator.url(), Map.of("quickbooks." + setting, value)).close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("tocsin.sinks.outward.test.quickbooks.")
        .hasMessageEndingWith(" " + sentence);
  }

  @Test
  void aNumberThatIsNotSentIsNotSearched() {
    Map<String, Object> changes =
        Map.of(
            "quickbooks.document-numbers", "false",
            "quickbooks.look-up-path", "/find?n={{documentNumber}}");

    assertThatThrownBy(() -> PAGE.open(KIND, simulator.url(), changes).close())
        .hasMessageContaining("look-up-path uses {{documentNumber}}; there are");
  }

  private Answer answerTo(int status, String body) throws Exception {
    try (var server = new ScriptedServer();
        var destination = PAGE.open(KIND, server.url(), Map.of())) {
      server.answer(status, body);
      return destination.send(List.of(Lines.first(charge))).getFirst();
    }
  }

  private Answer send(Delivery delivery) throws InterruptedException {
    return quickBooks.send(List.of(delivery)).getFirst();
  }

  private Sighting find(Delivery delivery) throws InterruptedException {
    return quickBooks.find(delivery);
  }

  private String made() throws InterruptedException {
    return ((Answer.Stands) send(Lines.first(charge))).remoteId();
  }

  private JsonNode only() {
    assertThat(simulator.objects()).hasSize(1);
    return simulator.objects().getFirst();
  }

  private BigDecimal total() {
    return only().path("TotalAmt").decimalValue();
  }

  private List<String> descriptions() {
    return StreamSupport.stream(only().path("Line").spliterator(), false)
        .map(line -> line.path("Description").asText())
        .toList();
  }

  private static String number(Effect line) {
    return InvoiceForm.documentNumber(line.key());
  }
}
