package io.tocsin.sinks.quickbooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.platform.Section;
import io.tocsin.platform.Sha256;
import io.tocsin.sinks.Lines;
import io.tocsin.sinks.SinkPage;
import io.tocsin.sinks.http.Json;
import io.tocsin.sinks.outward.Effect;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a line looks like at QuickBooks.
final class InvoiceFormTest {
  private static final QuickBooksSettings SETTINGS =
      QuickBooksSettings.of(
          Section.of("test", SinkPage.of("quickbooks").example()).section("quickbooks"));
  private static final InvoiceForm FORM = new InvoiceForm(SETTINGS);

  @ParameterizedTest
  @CsvSource({
    "1.5000, 40.0000, 60.0000, 60, 1.5, 40, ''",
    "-1.5000, 40.0000, -60.0000, -60, -1.5, 40, ''",
    "1.0000, 0.0000, 0.0000, 0, 1, 0, ''",
    "1000.0000, 100.0000, 100000.0000, 100000, 1000, 100, ''",
    // Rounded to the cent.
    "1.3333, 1.0500, 1.4000, 1.4, 1, 1.4, ' (1.3333 hour at 1.05)'",
    "-1.3333, 1.0500, -1.4000, -1.4, -1, 1.4, ' (-1.3333 hour at 1.05)'",
    // The first unit is free.
    "2.0000, 30.0000, 30.0000, 30, 1, 30, ' (2 hour at 30)'",
    "2.0000, 30.0000, 0.0000, 0, 1, 0, ' (2 hour at 30)'"
  })
  void amountIsQtyTimesUnitPrice(
      String quantity,
      String unitPrice,
      String amount,
      BigDecimal sentAmount,
      BigDecimal sentQty,
      BigDecimal sentPrice,
      String words) {
    JsonNode line = line(Lines.charge("a", quantity, unitPrice, amount));

    JsonNode detail = line.path("SalesItemLineDetail");
    assertThat(line.path("Amount").decimalValue()).isEqualTo(sentAmount);
    assertThat(detail.path("Qty").decimalValue()).isEqualTo(sentQty);
    assertThat(detail.path("UnitPrice").decimalValue()).isEqualTo(sentPrice);
    assertThat(line.path("Description").asText()).isEqualTo("Alarm response, site-1" + words);
  }

  @Test
  void whateverIsCharged() {
    long seed = Long.getLong("seed", System.nanoTime());
    var random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      BigDecimal quantity = BigDecimal.valueOf(random.nextLong(10_000_000), 4);
      BigDecimal price = BigDecimal.valueOf(random.nextLong(100_000_000), 4);
      BigDecimal amount =
          quantity.multiply(price).setScale(random.nextInt(5), RoundingMode.HALF_EVEN).setScale(4);
      Effect charge =
          Lines.charge("line-" + i, quantity.toString(), price.toString(), amount.toString());

      JsonNode charged = line(charge);
      JsonNode reversed = last(FORM.withReversal(stored(charge), Lines.reversal(charge)));

      assertThat(charged.path("Amount").decimalValue())
          .as("seed %d", seed)
          .isEqualByComparingTo(amount);
      assertThat(product(charged)).as("seed %d", seed).isEqualByComparingTo(amount);
      assertThat(product(reversed)).as("seed %d", seed).isEqualByComparingTo(amount.negate());
      assertThat(reversed.path("Amount").decimalValue())
          .as("seed %d", seed)
          .isEqualByComparingTo(amount.negate());
      // A number that a reader of doubles would take for another one is written out.
      assertThat(Json.write(charged)).as("seed %d", seed).doesNotContainPattern("[0-9]E[+-]?[0-9]");
    }
  }

  @Test
  void documentNumbersAreShortAndDiffer() {
    Set<String> numbers = new HashSet<>();
    int lines = 200_000;
    for (int i = 0; i < lines; i++) {
      String number = InvoiceForm.documentNumber(Sha256.ofFields("line", Integer.toString(i)));
      assertThat(number).hasSize(21);
      numbers.add(number);
    }

    assertThat(numbers).hasSize(lines);
    Effect charge = Lines.charge("a");
    assertThat(FORM.invoice(charge).path("DocNumber").asText())
        .hasSizeLessThanOrEqualTo(InvoiceForm.MAX_DOC_NUMBER)
        .isEqualTo(charge.key().substring(0, 21));
  }

  @Test
  void anInvoice() {
    Effect charge = Lines.charge("a");

    assertThat(Json.write(FORM.invoice(charge)))
        .isEqualTo(
            """
            {"CustomerRef":{"value":"58"},"TxnDate":"2026-03-01","DocNumber":"%s",\
            "PrivateNote":"Tocsin %s","Line":[{"Amount":60,"DetailType":"SalesItemLineDetail",\
            "Description":"Alarm response, site-1","SalesItemLineDetail":{"ItemRef":{"value":"11"},\
            "Qty":1.5,"UnitPrice":40,"TaxCodeRef":{"value":"TAX"}}}]}\
            """
                .formatted(charge.key().substring(0, 21), charge.key()));
  }

  @Test
  void aReversalKeepsTheLinesThatAreThere() {
    Effect charge = Lines.charge("a");
    Effect reversal = Lines.reversal(charge);
    JsonNode invoice =
        Json.read(
            """
            {"Id":"130","SyncToken":"7","DocNumber":"x","Line":[{"Id":"1","Amount":60.10,\
            "DetailType":"SalesItemLineDetail"},{"Amount":60.10,"DetailType":"SubTotalLineDetail",\
            "SubTotalLineDetail":{}}]}\
            """);

    ObjectNode update = FORM.withReversal(invoice, reversal);

    assertThat(Json.write(update))
        .isEqualTo(
            """
            {"Id":"130","SyncToken":"7","sparse":true,"Line":[{"Id":"1","Amount":60.10,\
            "DetailType":"SalesItemLineDetail"},{"Amount":60.10,"DetailType":"SubTotalLineDetail",\
            "SubTotalLineDetail":{}},{"Amount":-60,"DetailType":"SalesItemLineDetail",\
            "Description":"Reversal: no guard was sent (ref %s)","SalesItemLineDetail":\
            {"ItemRef":{"value":"11"},"Qty":-1.5,"UnitPrice":40,"TaxCodeRef":{"value":"TAX"}}}]}\
            """
                .formatted(reversal.key().substring(0, 21)));
    assertThat(InvoiceForm.holds(update, reversal)).isTrue();
    assertThat(InvoiceForm.holds(invoice, reversal)).isFalse();
    assertThat(InvoiceForm.holds(update, Lines.reversal(Lines.charge("b")))).isFalse();
  }

  @Test
  void withoutDocumentNumbersNoneIsSentAndNoneIsSearched() {
    var example = SinkPage.of("quickbooks").example();
    var settings = new HashMap<String, Object>(example);
    settings.put("quickbooks.document-numbers", "false");

    var form =
        new InvoiceForm(QuickBooksSettings.of(Section.of("test", settings).section("quickbooks")));

    assertThat(form.invoice(Lines.charge("a")).has("DocNumber")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "currency, EUR, 'the line is in EUR, and test.quickbooks.currency says that the company keeps"
        + " its books in USD'",
    "client, client-9, client client-9 has no customer in test.quickbooks.customers",
    "sku, PARADE, sku PARADE has no item in test.quickbooks.items"
  })
  void whatCannotGoThereIsSaid(String field, String value, String sentence) {
    assertThat(FORM.objection(Lines.with(Lines.charge("a"), field, value))).contains(sentence);
  }

  @Test
  void aReversalNeedsNoCustomerAnyMore() {
    Effect reversal = Lines.reversal(Lines.charge("a"));

    assertThat(FORM.objection(Lines.with(reversal, "client", "client-9"))).isEmpty();
    assertThat(FORM.objection(Lines.with(reversal, "sku", "PARADE"))).isPresent();
  }

  @Test
  void aSearchNamesTheLine() {
    Effect charge = Lines.charge("a");

    assertThat(InvoiceForm.searched(charge))
        .containsAllEntriesOf(
            Map.of(
                "key", charge.key(),
                "marker", "Tocsin " + charge.key(),
                "documentNumber", charge.key().substring(0, 21)));
  }

  private static JsonNode line(Effect charge) {
    assertThat(FORM.objection(charge)).isEmpty();
    return FORM.invoice(charge).path("Line").path(0);
  }

  private static JsonNode last(JsonNode invoice) {
    return invoice.path("Line").path(invoice.path("Line").size() - 1);
  }

  private static JsonNode stored(Effect charge) {
    return FORM.invoice(charge).put("Id", "1").put("SyncToken", "0");
  }

  private static BigDecimal product(JsonNode line) {
    JsonNode detail = line.path("SalesItemLineDetail");
    return detail.path("Qty").decimalValue().multiply(detail.path("UnitPrice").decimalValue());
  }
}
