package io.tocsin.policy.rulebook;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/// Reads what a rule or a default says should become of an event.
final class OutcomeReader {
  private static final String BILLABLE = "billable";
  private static final String SKU = "sku";
  private static final String QUANTITY = "quantity";
  private static final String UNIT = "unit";
  private static final String ONCE_PER = "once-per";
  private static final String EVEN_ON_TEST = "even-on-test";
  private static final String REASON = "reason";
  private static final String BECAUSE = "because";
  private static final String ROUTES = "routes";
  private static final String NOTIFY = "notify";
  private static final List<String> ONLY_BILLABLE =
      List.of(
          SKU, QUANTITY, UNIT, Amounts.MINIMUM_UNITS, Amounts.UNIT_PRICE, ONCE_PER, EVEN_ON_TEST);
  private static final List<String> ONLY_NOT_BILLABLE = List.of(REASON, BECAUSE);

  /// Everything that an outcome may say.
  private static final Set<String> KEYS =
      Set.of(
          BILLABLE,
          SKU,
          QUANTITY,
          UNIT,
          Amounts.MINIMUM_UNITS,
          Amounts.UNIT_PRICE,
          ONCE_PER,
          EVEN_ON_TEST,
          REASON,
          BECAUSE,
          "owner-team",
          "service-level",
          ROUTES,
          NOTIFY);

  private static final Map<String, Boolean> ONCE =
      new TreeMap<>(Map.of("event", true, "incident", false));
  private static final Map<String, Route> ROUTE_WORDS =
      Values.wordsOf(Arrays.asList(Route.values()));
  private static final Pattern REASON_CODE = Pattern.compile("[A-Z][A-Z0-9_]{1,49}");
  private static final int LONGEST_WORDS = 60;
  private static final int MOST_AUDIENCES = 20;

  private final Document document;
  private final Set<String> teams;
  private final Set<String> serviceLevels;
  private final Set<String> audiences;
  private final Map<String, Price> prices;
  private final List<Sold> sold = new ArrayList<>();

  /// @param teams the teams that may own something; empty = any
  /// @param serviceLevels the service levels that may be promised; empty = any
  /// @param audiences the audiences that may be told; empty = any
  /// @param prices the price list
  OutcomeReader(
      Document document,
      Set<String> teams,
      Set<String> serviceLevels,
      Set<String> audiences,
      Map<String, Price> prices) {
    this.document = document;
    this.teams = teams;
    this.serviceLevels = serviceLevels;
    this.audiences = audiences;
    this.prices = prices;
  }

  /// What the outcomes read so far sell, in their order.
  List<Sold> sold() {
    return sold;
  }

  /// Reads one outcome; empty, with the errors noted, where it is not valid.
  Optional<Outcome> read(Node node, String name) {
    return Section.of(document, node, name, KEYS).flatMap(this::read);
  }

  private Optional<Outcome> read(Section section) {
    List<Route> routes = List.copyOf(Values.listOf(section, ROUTES, ROUTE_WORDS, "route").values());
    Handling handling =
        new Handling(
            oneOf(section, "owner-team", teams, "teams"),
            oneOf(section, "service-level", serviceLevels, "service-levels"),
            routes,
            audiences(section, routes));
    section.require(BILLABLE);
    Optional<Boolean> billable = Values.yesOrNo(section, BILLABLE);
    if (billable.isEmpty()) {
      return Optional.empty();
    }
    return billable.get() ? billable(section, handling) : notBillable(section, handling);
  }

  private List<String> audiences(Section section, List<Route> routes) {
    if (section.has(NOTIFY) && !routes.contains(Route.NOTIFY)) {
      section.error(NOTIFY, "nobody is told where 'routes' has no notify; add notify to 'routes'");
    }
    var told = new LinkedHashSet<String>();
    for (Node entry : section.list(NOTIFY, MOST_AUDIENCES)) {
      String name = entry instanceof ScalarNode scalar ? scalar.getValue() : "";
      if (!Values.isId(name)) {
        // It may be an address: what stands here is not repeated.
        section.error(
            entry,
            "'notify' names audiences, each made of at most 63 lower-case letters, digits and"
                + " hyphens; who is in them stands in the settings of the sink");
      } else if (!audiences.isEmpty() && !audiences.contains(name)) {
        section.error(
            entry,
            "'%s' is not in the list 'audiences'%s"
                .formatted(name, Suggestion.of(name, audiences)));
      } else if (!told.add(name)) {
        section.error(entry, "audience '%s' stands here twice".formatted(name));
      }
    }
    return List.copyOf(told);
  }

  private Optional<Outcome> billable(Section section, Handling handling) {
    meaningless(section, ONLY_NOT_BILLABLE, "what is billed needs no reason; leave '%s' out");
    if (!handling.routes().contains(Route.BILLING)) {
      section.error(ROUTES, "what is billable must go to billing; add billing to 'routes'");
    }
    section.require(SKU);
    Optional<String> sku = Values.matching(section, SKU, Sku.FORM, Sku.MADE_OF);
    Optional<Price> listed = sku.map(prices::get);
    Optional<String> unit = unit(section, sku, listed);
    section.require(QUANTITY);
    Optional<BigDecimal> quantity = Amounts.units(section, QUANTITY);
    quantity
        .filter(q -> q.signum() == 0)
        .ifPresent(q -> section.error(QUANTITY, "'quantity' must be more than zero"));
    Optional<BigDecimal> minimum =
        section.has(Amounts.MINIMUM_UNITS)
            ? Amounts.units(section, Amounts.MINIMUM_UNITS)
            : listed.map(Price::minimumUnits);
    Optional<BigDecimal> price = price(section, sku, listed);
    boolean oncePerEvent = Values.oneOf(section, ONCE_PER, ONCE).orElse(false);
    boolean evenOnTest = Values.yesOrNo(section, EVEN_ON_TEST).orElse(false);
    if (sku.isEmpty() || unit.isEmpty() || quantity.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Outcome.Billable(
            handling,
            sku.get(),
            quantity.get(),
            unit.get(),
            minimum.orElse(null),
            price.orElse(null),
            oncePerEvent,
            evenOnTest));
  }

  /// The unit: the outcome's own, which must be the price list's where that has the sku.
  private static Optional<String> unit(
      Section section, Optional<String> sku, Optional<Price> listed) {
    if (listed.isEmpty()) {
      section.require(UNIT);
      return Amounts.unit(section);
    }
    Optional<String> unit = Amounts.unit(section);
    if (unit.isPresent() && !unit.get().equals(listed.get().unit())) {
      section.error(
          UNIT,
          "'prices' sells %s by the %s, not by the %s"
              .formatted(sku.orElse(""), listed.get().unit(), unit.get()));
    }
    return Optional.of(listed.get().unit());
  }

  /// The price: the outcome's own, else the price list's. Whether every contract has one where both
  /// are silent is found out when all of the document is read.
  private Optional<BigDecimal> price(
      Section section, Optional<String> sku, Optional<Price> listed) {
    if (sku.isEmpty()) {
      section.require(Amounts.UNIT_PRICE);
    }
    boolean own = section.has(Amounts.UNIT_PRICE);
    Optional<BigDecimal> price =
        own ? Values.decimal(section, Amounts.UNIT_PRICE) : listed.map(Price::unitPrice);
    sku.ifPresent(
        name ->
            sold.add(
                new Sold(
                    section,
                    name,
                    listed.map(Price::unit).or(() -> written(section)).orElse(null),
                    price.orElse(null),
                    own)));
    return price;
  }

  private static Optional<String> written(Section section) {
    return section.has(UNIT) ? Amounts.unit(section) : Optional.empty();
  }

  private static Optional<Outcome> notBillable(Section section, Handling handling) {
    meaningless(section, ONLY_BILLABLE, "'%s' has no meaning where 'billable' is no");
    if (handling.routes().contains(Route.BILLING)) {
      section.error(ROUTES, "what is not billable cannot go to billing; take it out of 'routes'");
    }
    section.require(BECAUSE, REASON);
    Optional<String> because = Values.words(section, BECAUSE, Reasons.LONGEST_SENTENCE);
    Optional<String> reason =
        Values.matching(
            section, REASON, REASON_CODE, "capital letters, digits and _, as FALSE_ALARM");
    if (reason.isPresent() && Reasons.isOurs(reason.get())) {
      section.error(
          REASON, "'%s' is the system's own word; choose another".formatted(reason.get()));
    }
    if (reason.isEmpty() || because.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Outcome.NotBillable(handling, reason.get(), because.get()));
  }

  private static void meaningless(Section section, List<String> keys, String message) {
    keys.stream().filter(section::has).forEach(key -> section.error(key, message.formatted(key)));
  }

  private static @Nullable String oneOf(
      Section section, String key, Set<String> known, String list) {
    Optional<String> text = Values.words(section, key, LONGEST_WORDS);
    if (text.isPresent() && !known.isEmpty() && !known.contains(text.get())) {
      section.error(
          key,
          "'%s' is not in the list '%s'%s"
              .formatted(text.get(), list, Suggestion.of(text.get(), known)));
    }
    return text.orElse(null);
  }
}
