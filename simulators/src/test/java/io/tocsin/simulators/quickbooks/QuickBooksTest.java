package io.tocsin.simulators.quickbooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.simulators.Caller;
import io.tocsin.simulators.Caller.Reply;
import io.tocsin.simulators.Fault;
import io.tocsin.simulators.Simulator;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class QuickBooksTest {
  private static final String INVOICE = "/v3/company/9/invoice";

  private final Simulator simulator = Simulator.start("quickbooks");
  private final Caller caller = new Caller(simulator);

  @AfterEach
  void stop() {
    simulator.close();
  }

  private static String invoice(String number, String more) {
    return """
    {'CustomerRef':{'value':'7'},'TxnDate':'2026-11-02','DocNumber':'%s',%s
     'Line':[{'Amount':85.00,'DetailType':'SalesItemLineDetail',
              'SalesItemLineDetail':{'ItemRef':{'value':'1'},'Qty':2,'UnitPrice':42.50}}]}
    """
        .formatted(number, more);
  }

  private static String code(Reply reply) {
    return reply.json().at("/Fault/Error/0/code").asText();
  }

  @Test
  void aRequestidGetsTheOriginalResponseEvenWithAnotherBody() {
    Reply first = caller.post(INVOICE + "?requestid=r1&minorversion=75", invoice("A-1", ""));
    Reply second = caller.post(INVOICE + "?requestid=r1&minorversion=75", invoice("A-2", ""));
    Reply elsewhere = caller.post("/v3/company/10/invoice?requestid=r1", invoice("A-1", ""));

    assertThat(first.status()).isEqualTo(200);
    assertThat(first.json().at("/Invoice/TotalAmt").decimalValue()).isEqualByComparingTo("85");
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(elsewhere.json().at("/Invoice/Id")).isNotEqualTo(first.json().at("/Invoice/Id"));
    assertThat(simulator.effects()).containsOnlyKeys("A-1").containsEntry("A-1", 2);
  }

  @Test
  void anUnknownOutcomeIsResolvedByTheRequestidAndByTheNumber() {
    simulator.next(Fault.DROP_AFTER);
    try {
      caller.post(INVOICE + "?requestid=r1", invoice("A-1", ""));
    } catch (java.io.UncheckedIOException e) {
      // Wanted.
    }

    Reply query =
        caller.get("/v3/company/9/query?query=select * from Invoice where DocNumber = 'A-1'");
    Reply again = caller.post(INVOICE + "?requestid=r1", invoice("A-1", ""));

    assertThat(query.json().at("/QueryResponse/Invoice")).hasSize(1);
    assertThat(again.json().at("/Invoice/Id"))
        .isEqualTo(query.json().at("/QueryResponse/Invoice/0/Id"));
    assertThat(simulator.effects()).containsEntry("A-1", 1);
    assertThat(
            caller
                .get("/v3/company/9/query?query=select * from Invoice where DocNumber = 'B'")
                .json()
                .path("QueryResponse"))
        .isEmpty();
  }

  @Test
  void aForgottenRequestidMakesAnotherInvoiceUnlessTheNumberIsUnique() {
    simulator.set("requestid-hours", "24");
    caller.post(INVOICE + "?requestid=r1", invoice("A-1", ""));
    simulator.advance(Duration.ofHours(25));

    assertThat(code(caller.post(INVOICE + "?requestid=r1", invoice("A-1", "")))).isEqualTo("6140");
    simulator.set("custom-numbers", "false");
    caller.post(INVOICE + "?requestid=r1", invoice("A-1", ""));
    assertThat(simulator.effects()).containsEntry("A-1", 2);
  }

  @Test
  void aSparseUpdateNeedsTheCurrentSyncToken() {
    String id = caller.post(INVOICE, invoice("A-1", "")).json().at("/Invoice/Id").asText();
    String note = "{'Id':'%s','SyncToken':'%s','sparse':true,'PrivateNote':'seen'}";

    assertThat(code(caller.post(INVOICE, note.formatted(id, "1")))).isEqualTo("5010");
    Reply updated = caller.post(INVOICE, note.formatted(id, "0"));
    assertThat(updated.json().at("/Invoice/SyncToken").asText()).isEqualTo("1");
    assertThat(updated.json().at("/Invoice/DocNumber").asText()).isEqualTo("A-1");
    assertThat(updated.json().at("/Invoice/PrivateNote").asText()).isEqualTo("seen");
    assertThat(caller.get(INVOICE + "/" + id).json().path("Invoice"))
        .isEqualTo(updated.json().path("Invoice"));
    assertThat(code(caller.post(INVOICE, note.formatted("none", "0")))).isEqualTo("610");
    assertThat(simulator.effects()).as("an update makes nothing").containsEntry("A-1", 1);
  }

  @Test
  void aLineThatIsAddedCountsAndOneThatStoodDoesNot() {
    simulator.set("line-key-pattern", "\\(ref (\\w+)\\)");
    String line = "{'Amount':%s,'Description':'Callout (ref %s)'}";
    String charge = line.formatted("85", "c1");
    String both = charge + "," + line.formatted("-85", "r1");
    String id =
        caller
            .post(
                INVOICE,
                "{'CustomerRef':{'value':'7'},'DocNumber':'A','Line':[%s]}".formatted(charge))
            .json()
            .at("/Invoice/Id")
            .asText();

    String update = "{'Id':'%s','SyncToken':'%s','sparse':true,'Line':[%s]}";
    caller.post(INVOICE, update.formatted(id, "0", both));
    caller.post(INVOICE, update.formatted(id, "1", both));

    assertThat(simulator.effects())
        .containsOnlyKeys("A", "c1", "r1")
        .containsEntry("c1", 1)
        .containsEntry("r1", 1);
    caller.post(INVOICE, update.formatted(id, "2", both + "," + line.formatted("-85", "r1")));
    assertThat(simulator.effects()).containsEntry("r1", 2);
    assertThat(simulator.objects().getFirst().path("TotalAmt").decimalValue())
        .isEqualByComparingTo("-85");
  }

  @Test
  void refusalsHaveTheirCodesAndMakeNothing() {
    simulator.set("customers", "7");
    simulator.set("closed-until", "2026-10-31");
    simulator.set("refuse", "poison");

    assertThat(code(caller.post(INVOICE, invoice("A-1", "").replace("'7'", "'8'"))))
        .isEqualTo("2500");
    assertThat(code(caller.post(INVOICE, invoice("A-1", "").replace("2026-11-02", "2026-10-31"))))
        .isEqualTo("6000");
    assertThat(code(caller.post(INVOICE, invoice("A-1", "").replace("85.00", "84.00"))))
        .isEqualTo("6000");
    assertThat(code(caller.post(INVOICE, invoice("x".repeat(22), "")))).isEqualTo("6000");
    assertThat(code(caller.post(INVOICE + "?requestid=" + "x".repeat(51), invoice("A-1", ""))))
        .isEqualTo("6000");
    assertThat(code(caller.post(INVOICE, invoice("A-1", "'PrivateNote':'poison',"))))
        .isEqualTo("6000");
    assertThat(code(caller.post(INVOICE, "not json"))).isEqualTo("6000");
    assertThat(simulator.effects()).isEmpty();
    assertThat(caller.post(INVOICE, invoice("A-1", "")).status()).isEqualTo(200);
  }

  @Test
  void aCustomersNameIsUnique() {
    assertThat(caller.post("/v3/company/9/customer", "{'DisplayName':'Mall'}").status())
        .isEqualTo(200);
    assertThat(code(caller.post("/v3/company/9/customer", "{'DisplayName':'mall'}")))
        .isEqualTo("6240");
  }

  @Test
  void throttlingHasItsOwnText() {
    simulator.next(Fault.RATE_LIMIT);

    Reply reply = caller.post(INVOICE, invoice("A-1", ""));

    assertThat(reply.status()).isEqualTo(429);
    assertThat(reply.body()).contains("errorCode=003001");
  }
}
