package io.tocsin.policy.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.tocsin.schemas.Charge;
import io.tocsin.schemas.EndState;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CsvReportTest {
  private static final Currency USD = Currency.getInstance("USD");

  private static Charge charge(String quantity, String price, String amount) {
    return Charge.newBuilder()
        .setChargeKey("key-" + amount)
        .setClientId("north")
        .setContractId("+N")
        .setSku("ADH")
        .setOrdinal(1)
        .setQuantity(new BigDecimal(quantity))
        .setUnit("hour")
        .setUnitPrice(new BigDecimal(price))
        .setAmount(new BigDecimal(amount))
        .setCurrency("USD")
        .build();
  }

  private static LineChange change(
      String client, String eventKey, String reason, Charge before, Charge after) {
    return new LineChange(
        new LineKind(client, "ADH", Meter.RESPONSE, USD),
        eventKey,
        "mall",
        LocalDate.parse("2026-11-02"),
        Instant.parse("2026-11-03T04:14:00Z"),
        new Standing(before, new State(EndState.BILLABLE, null), reason, "rule"),
        new Standing(after, new State(EndState.NOT_BILLABLE, "ON_TEST"), "on test", null));
  }

  private static String csv(LineChange... changes) throws IOException {
    var text = new StringWriter();
    CsvReport.write(List.of(changes), text);
    return text.toString();
  }

  private static List<Map<String, String>> read(String csv) throws IOException {
    try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(csv)) {
      return reader.stream().map(NamedCsvRecord::getFieldsAsMap).toList();
    }
  }

  @Test
  void aRowHasEveryFigureExactly() throws Exception {
    String csv =
        csv(
            change(
                "north",
                "tracktik:1",
                "ADH: 1.5 hour",
                charge("1.5000", "85.1250", "127.6900"),
                null));

    assertThat(csv)
        .isEqualTo(
            "client,sku,meter,currency,change,event_key,site,service_day,occurred_at,"
                + "quantity_before,unit_before,unit_price_before,amount_before,contract_before,"
                + "charge_key_before,end_state_before,reason_code_before,reason_before,rule_before,"
                + "quantity_after,unit_after,unit_price_after,amount_after,contract_after,"
                + "charge_key_after,end_state_after,reason_code_after,reason_after,rule_after,"
                + "difference\r\n"
                + "north,ADH,response,USD,removed,tracktik:1,mall,2026-11-02,2026-11-03T04:14:00Z,"
                + "1.5,hour,85.125,127.69,'+N,key-127.6900,BILLABLE,,ADH: 1.5 hour,rule,"
                + ",,,,,,NOT_BILLABLE,ON_TEST,on test,,"
                + "-127.69\r\n");
  }

  @Test
  void whatEndsACellOrALineIsQuoted() throws Exception {
    String reason = "He said \"no\", then\r\nleft; a, b";
    assertThat(read(csv(change("a,b", "x:1", reason, charge("1", "1", "1"), null))))
        .singleElement()
        .satisfies(
            row ->
                assertThat(row)
                    .containsEntry("client", "a,b")
                    .containsEntry("reason_before", reason));
  }

  @Test
  void aTextIsNeverAFormulaAndAFigureStaysOne() throws Exception {
    for (String formula :
        List.of("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=HYPERLINK(\"http://x\",\"y\")")) {
      LineChange change = change(formula, formula, formula, charge("1", "85", "85"), null);

      assertThat(read(csv(change)))
          .singleElement()
          .satisfies(
              row ->
                  assertThat(row)
                      .containsEntry("client", "'" + formula)
                      .containsEntry("event_key", "'" + formula)
                      .containsEntry("reason_before", "'" + formula)
                      .containsEntry("difference", "-85.00"));
    }
  }

  @Test
  void withoutAnyLineThereIsTheHeader() throws Exception {
    assertThat(csv()).startsWith("client,sku,").endsWith(",difference\r\n").hasLineCount(1);
  }
}
