package io.tocsin.sinks.quickbooks;

import io.tocsin.platform.Section;
import io.tocsin.sinks.http.LookUp;
import io.tocsin.sinks.outward.Fields;
import io.tocsin.sinks.outward.Translation;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which company, and what ours is called there.
///
/// @param section full name of the section, for words that name a setting
/// @param realm the company
/// @param minorVersion of the API
/// @param currency of the company, ISO 4217
/// @param documentNumbers whether we number the invoices
/// @param requestMemory how long the company is trusted to remember a request
/// @param customers ids there, by client
/// @param items what is sold there, by sku
/// @param lookUp how an invoice is searched
record QuickBooksSettings(
    String section,
    String realm,
    int minorVersion,
    String currency,
    boolean documentNumbers,
    Duration requestMemory,
    Map<String, String> customers,
    Map<String, Item> items,
    LookUp lookUp) {
  /// A product or service.
  ///
  /// @param id its id
  /// @param taxCode id of its tax code; empty = the line names none
  record Item(String id, Optional<String> taxCode) {}

  static QuickBooksSettings of(Section settings) {
    String currency = settings.required("currency");
    if (!currency.matches("[A-Z]{3}")) {
      throw settings.refuse("currency", "is no currency of three capitals, for example USD");
    }
    boolean documentNumbers = settings.flag("document-numbers", true);
    Set<String> marks = new HashSet<>(Set.of("key", "marker"));
    if (documentNumbers) {
      marks.add("documentNumber");
    }
    Set<String> names = new HashSet<>(Fields.OF_LINE);
    names.addAll(marks);
    return new QuickBooksSettings(
        settings.name(),
        settings.required("realm"),
        settings
            .count("minor-version")
            .orElseThrow(() -> settings.refuse("minor-version", "is not set")),
        currency,
        documentNumbers,
        settings
            .duration("request-memory")
            .orElseThrow(() -> settings.refuse("request-memory", "is not set")),
        Translation.read(settings, "customers", "client", entry -> entry.required("customer")),
        Translation.read(
            settings,
            "items",
            "sku",
            entry -> new Item(entry.required("item"), entry.text("tax-code"))),
        LookUp.of(settings, names, marks, Optional.empty()));
  }
}
