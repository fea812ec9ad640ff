package io.tocsin.books.close;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.tocsin.books.proof.FactKind;
import io.tocsin.books.proof.Leaf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The file that invoices are made from.
final class InvoiceCsvTest {
  private static Entry entry(String id, String amount, String memo, String reason) {
    Line line = Facts.charge(id, 1, 1, amount);
    String leaf =
        """
        {"amount":"%s","client":"acme","contract":"+contract","currency":"USD","key":"%s","kind":"line",\
        "quantity":"1","row":"00","run":"%s","serviceDay":"2026-03-10","sku":"DISPATCH","type":"CHARGE",\
        "unit":"dispatch","unitPrice":"%s"}\
        """
            .formatted(amount, id, reason == null ? "REGULAR" : "ADJUSTMENT", amount);
    return new Entry(
        new Leaf(FactKind.LINE, id, leaf),
        new Line(
            id,
            line.chargeKey(),
            line.eventKey(),
            line.version(),
            null,
            null,
            "acme",
            line.terms(),
            line.serviceDay(),
            memo),
        reason);
  }

  private static String file(Entry... entries) throws IOException {
    var bytes = new ByteArrayOutputStream();
    InvoiceCsv.write(List.of(entries), bytes);
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static NamedCsvRecord only(Entry entry) throws IOException {
    try (var rows = CsvReader.builder().ofNamedCsvRecord(file(entry))) {
      return rows.iterator().next();
    }
  }

  @Test
  void aNegativeAmountStaysANumber() throws IOException {
    assertThat(only(entry("line-1", "-85.00", "memo", null)).getField("amount"))
        .isEqualTo("-85.00");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "=HYPERLINK(\"http://x\",\"y\")"})
  void aTextIsNoFormula(String memo) throws IOException {
    assertThat(only(entry("line-1", "1.00", memo, null)).getField("memo")).isEqualTo("'" + memo);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"＝1+1", "＋1", "－1", "＠SUM"})
  void aFullWidthSignIsNoneEither(String memo) throws IOException {
    assertThat(only(entry("line-1", "1.00", memo, null)).getField("memo")).isEqualTo("'" + memo);
  }

  @ParameterizedTest
  @ValueSource(strings = {"one, two", "say \"north\"", "two\r\nlines", "Köln Süd", " blank", "a=b"})
  void aTextComesBackAsItWas(String memo) throws IOException {
    assertThat(only(entry("line-1", "1.00", memo, null)).getField("memo")).isEqualTo(memo);
  }

  @Test
  void regularLinesComeBeforeAdjustments() throws IOException {
    assertThat(
            file(entry("line-2", "-85.00", "b", "revision 2"), entry("line-1", "35.00", "a", null)))
        .isEqualTo(
            """
            line_id,type,reverses,run,client,contract,service_day,sku,quantity,unit,unit_price,amount,currency,memo,event_key,reason\r
            line-1,CHARGE,,REGULAR,acme,'+contract,2026-03-10,DISPATCH,1,dispatch,35.00,35.00,USD,a,tracktik:1,\r
            line-2,CHARGE,,ADJUSTMENT,acme,'+contract,2026-03-10,DISPATCH,1,dispatch,-85.00,-85.00,USD,b,tracktik:1,revision 2\r
            """);
  }
}
