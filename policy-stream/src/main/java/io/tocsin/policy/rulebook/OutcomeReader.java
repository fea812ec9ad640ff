package io.tocsin.policy.rulebook;

import io.tocsin.schemas.ReviewReason;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/// Reads what a rule or a default says should become of an event.
final class OutcomeReader {
  private static final String BILLABLE = "billable";
  private static final String QUANTITY = "quantity";
  private static final String MINIMUM = "minimum-units";
  private static final String PRICE = "unit-price";
  private static final String REASON = "reason";
  private static final String BECAUSE = "because";
  private static final String ROUTES = "routes";
  private static final List<String> ONLY_BILLABLE =
      List.of("sku", QUANTITY, "unit", MINIMUM, PRICE);
  private static final List<String> ONLY_NOT_BILLABLE = List.of(REASON, BECAUSE);

  /// Everything that an outcome may say.
  static final Set<String> KEYS =
      Set.of(
          BILLABLE,
          "sku",
          QUANTITY,
          "unit",
          MINIMUM,
          PRICE,
          REASON,
          BECAUSE,
          "owner-team",
          "service-level",
          ROUTES);

  private static final Pattern SKU = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,59}");
  private static final Pattern REASON_CODE = Pattern.compile("[A-Z][A-Z0-9_]{1,49}");
  private static final int LONGEST_WORDS = 60;
  private static final int LONGEST_SENTENCE = 300;

  /// Keeps the largest amount inside the nineteen digits that every store of ours keeps.
  private static final BigDecimal MOST_UNITS = new BigDecimal(100_000);

  private final Document document;
  private final Set<String> teams;
  private final Set<String> serviceLevels;

  /// @param teams the teams that may own something; empty = any
  /// @param serviceLevels the service levels that may be promised; empty = any
  OutcomeReader(Document document, Set<String> teams, Set<String> serviceLevels) {
    this.document = document;
    this.teams = teams;
    this.serviceLevels = serviceLevels;
  }

  /// Reads one outcome; empty, with the errors noted, where it is not valid.
  Optional<Outcome> read(Node node, String name) {
    return Section.of(document, node, name, KEYS).flatMap(this::read);
  }

  private Optional<Outcome> read(Section section) {
    Handling handling =
        new Handling(
            oneOf(section, "owner-team", teams, "teams"),
            oneOf(section, "service-level", serviceLevels, "service-levels"),
            routes(section));
    Optional<Boolean> billable = section.requiredScalar(BILLABLE).flatMap(v -> yesOrNo(section, v));
    if (billable.isEmpty()) {
      return Optional.empty();
    }
    return billable.get() ? billable(section, handling) : notBillable(section, handling);
  }

  private static Optional<Boolean> yesOrNo(Section section, ScalarNode value) {
    return switch (value.getValue().toLowerCase(Locale.ROOT)) {
      case "yes", "true" -> Optional.of(true);
      case "no", "false" -> Optional.of(false);
      default -> {
        section.error(BILLABLE, "'billable' must be yes or no");
        yield Optional.empty();
      }
    };
  }

  private static Optional<Outcome> billable(Section section, Handling handling) {
    meaningless(section, ONLY_NOT_BILLABLE, "what is billed needs no reason; leave '%s' out");
    if (!handling.routes().contains(Route.BILLING)) {
      section.error(ROUTES, "what is billable must go to billing; add billing to 'routes'");
    }
    Optional<String> sku = matching(section, "sku", SKU, "letters, digits, dots, hyphens");
    Optional<String> unit = words(section, "unit", LONGEST_WORDS, true);
    Optional<BigDecimal> quantity = decimal(section, QUANTITY, true);
    Optional<BigDecimal> minimum =
        section.has(MINIMUM)
            ? decimal(section, MINIMUM, false)
            : Optional.of(BigDecimal.ZERO.setScale(ExactDecimal.SCALE));
    Optional<BigDecimal> price = decimal(section, PRICE, true);
    quantity
        .filter(q -> q.signum() == 0)
        .ifPresent(q -> section.error(QUANTITY, "'quantity' must be more than zero"));
    quantity.ifPresent(q -> notTooMany(section, QUANTITY, q));
    minimum.ifPresent(m -> notTooMany(section, MINIMUM, m));
    if (sku.isEmpty()
        || unit.isEmpty()
        || quantity.isEmpty()
        || minimum.isEmpty()
        || price.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Outcome.Billable(
            handling, sku.get(), quantity.get(), unit.get(), minimum.get(), price.get()));
  }

  private static void notTooMany(Section section, String key, BigDecimal units) {
    if (units.compareTo(MOST_UNITS) > 0) {
      section.error(key, "'%s' cannot be more than 100000".formatted(key));
    }
  }

  private static Optional<Outcome> notBillable(Section section, Handling handling) {
    meaningless(section, ONLY_BILLABLE, "'%s' has no meaning where 'billable' is no");
    if (handling.routes().contains(Route.BILLING)) {
      section.error(ROUTES, "what is not billable cannot go to billing; take it out of 'routes'");
    }
    Optional<String> because = words(section, BECAUSE, LONGEST_SENTENCE, true);
    Optional<String> reason =
        matching(section, REASON, REASON_CODE, "capital letters, digits and _, as FALSE_ALARM");
    if (reason.isPresent() && isReviewReason(reason.get())) {
      section.error(
          REASON,
          "'%s' is the system's own word for a review; choose another".formatted(reason.get()));
    }
    if (reason.isEmpty() || because.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Outcome.NotBillable(handling, reason.get(), because.get()));
  }

  private static boolean isReviewReason(String reason) {
    return Arrays.stream(ReviewReason.values()).anyMatch(r -> r.name().equals(reason));
  }

  private static void meaningless(Section section, List<String> keys, String message) {
    keys.stream().filter(section::has).forEach(key -> section.error(key, message.formatted(key)));
  }

  private static Optional<BigDecimal> decimal(Section section, String key, boolean required) {
    Optional<ScalarNode> written =
        required ? section.requiredScalar(key) : section.optionalScalar(key);
    if (written.isEmpty()) {
      return Optional.empty();
    }
    String text = written.get().getValue();
    Optional<BigDecimal> number = ExactDecimal.of(text);
    if (number.isEmpty()) {
      section.error(
          key, "'%s: %s' cannot be used: %s".formatted(key, text, ExactDecimal.whyNot(text)));
    }
    return number;
  }

  private static Optional<String> matching(
      Section section, String key, Pattern pattern, String madeOf) {
    Optional<String> text = section.requiredScalar(key).map(ScalarNode::getValue);
    if (text.isPresent() && !pattern.matcher(text.get()).matches()) {
      section.error(key, "'%s' must be made of %s".formatted(key, madeOf));
      return Optional.empty();
    }
    return text;
  }

  private static Optional<String> words(
      Section section, String key, int longest, boolean required) {
    Optional<String> text =
        (required ? section.requiredScalar(key) : section.optionalScalar(key))
            .map(ScalarNode::getValue)
            .map(value -> value.strip().replaceAll("\\s+", " "));
    if (text.isPresent() && text.get().length() > longest) {
      section.error(key, "'%s' is longer than %d characters".formatted(key, longest));
      return Optional.empty();
    }
    return text;
  }

  private static @Nullable String oneOf(
      Section section, String key, Set<String> known, String list) {
    Optional<String> text = words(section, key, LONGEST_WORDS, false);
    if (text.isPresent() && !known.isEmpty() && !known.contains(text.get())) {
      section.error(
          key,
          "'%s' is not in the list '%s'%s"
              .formatted(text.get(), list, Suggestion.of(text.get(), known)));
    }
    return text.orElse(null);
  }

  private List<Route> routes(Section section) {
    var routes = new ArrayList<Route>();
    for (Node entry : section.list(ROUTES)) {
      String written = entry instanceof ScalarNode scalar ? scalar.getValue() : "";
      Optional<Route> route =
          Arrays.stream(Route.values()).filter(r -> r.word().equals(written)).findFirst();
      if (route.isEmpty()) {
        List<String> words = Arrays.stream(Route.values()).map(Route::word).toList();
        document.error(
            entry,
            "%s: '%s' is no route%s"
                .formatted(section.name(), written, Suggestion.orOneOf(written, words)));
      } else if (routes.contains(route.get())) {
        document.error(
            entry, "%s: route '%s' stands here twice".formatted(section.name(), written));
      } else {
        routes.add(route.get());
      }
    }
    return routes;
  }
}
