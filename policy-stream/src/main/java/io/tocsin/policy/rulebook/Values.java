package io.tocsin.policy.rulebook;

import io.tocsin.schemas.EventType;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/// Reads the single values of a section, each with the message that helps a reader who does not
/// program. Every method answers with nothing where the key is not there, and also where its value
/// cannot be used; then the error is noted.
final class Values {
  /// Anything of at most 100 characters that does not begin or end blank.
  private static final Pattern NAME = Pattern.compile("\\S(.{0,98}\\S)?");

  private static final Pattern WHOLE = Pattern.compile("0|[1-9][0-9]{0,8}");
  private static final Pattern DAY = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
  private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,5})([smhd])");

  /// What an identifier of ours may be.
  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

  private static final Map<String, EventType> TYPES = types();

  private Values() {}

  private static Map<String, EventType> types() {
    var types = new TreeMap<String, EventType>();
    Arrays.stream(EventType.values()).forEach(type -> types.put(type.name(), type));
    return types;
  }

  /// A text as it is written.
  static Optional<String> text(Section section, String key) {
    return section.optionalScalar(key).map(ScalarNode::getValue);
  }

  /// Words on one line, white space made single blanks.
  static Optional<String> words(Section section, String key, int longest) {
    Optional<String> text = text(section, key).map(v -> v.strip().replaceAll("\\s+", " "));
    if (text.isPresent() && text.get().length() > longest) {
      section.error(key, "'%s' is longer than %d characters".formatted(key, longest));
      return Optional.empty();
    }
    return text;
  }

  /// A text of a fixed form.
  ///
  /// @param madeOf the form in words
  static Optional<String> matching(Section section, String key, Pattern pattern, String madeOf) {
    Optional<String> text = text(section, key);
    if (text.isPresent() && !pattern.matcher(text.get()).matches()) {
      section.error(key, "'%s' must be made of %s".formatted(key, madeOf));
      return Optional.empty();
    }
    return text;
  }

  /// An identifier of ours: lower-case letters, digits, hyphens.
  static Optional<String> id(Section section) {
    return matching(section, "id", ID, "at most 63 lower-case letters, digits and hyphens");
  }

  /// Whether a text can be an identifier of ours.
  static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  /// Whether a text can be a name of somebody else's making: anything short.
  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /// A name of somebody else's making.
  static Optional<String> name(Section section, String key) {
    Optional<String> name = text(section, key);
    if (name.isPresent() && !isName(name.get())) {
      section.error(key, "'%s' must be a name of at most 100 characters".formatted(key));
      return Optional.empty();
    }
    return name;
  }

  /// One word of a list.
  static <T> Optional<T> oneOf(Section section, String key, Map<String, T> known) {
    Optional<String> word = text(section, key);
    if (word.isEmpty()) {
      return Optional.empty();
    }
    Optional<T> meant = Optional.ofNullable(known.get(word.get()));
    if (meant.isEmpty()) {
      section.error(
          key,
          "'%s: %s' is not known%s"
              .formatted(key, word.get(), Suggestion.orOneOf(word.get(), known.keySet())));
    }
    return meant;
  }

  /// yes or no.
  static Optional<Boolean> yesOrNo(Section section, String key) {
    Optional<String> word = text(section, key).map(w -> w.toLowerCase(Locale.ROOT));
    if (word.isEmpty()) {
      return Optional.empty();
    }
    return switch (word.get()) {
      case "yes", "true" -> Optional.of(true);
      case "no", "false" -> Optional.of(false);
      default -> {
        section.error(key, "'%s' must be yes or no".formatted(key));
        yield Optional.empty();
      }
    };
  }

  /// A whole number.
  static Optional<Integer> whole(Section section, String key, int least, int most) {
    Optional<String> text = text(section, key);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<Integer> number =
        text.filter(t -> WHOLE.matcher(t).matches())
            .map(Integer::valueOf)
            .filter(n -> n >= least && n <= most);
    if (number.isEmpty()) {
      section.error(key, "'%s' must be a whole number from %d to %d".formatted(key, least, most));
    }
    return number;
  }

  /// An exact number, four decimals.
  static Optional<BigDecimal> decimal(Section section, String key) {
    Optional<String> text = text(section, key);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<BigDecimal> number = ExactDecimal.of(text.get());
    if (number.isEmpty()) {
      section.error(
          key,
          "'%s: %s' cannot be used: %s"
              .formatted(key, text.get(), ExactDecimal.whyNot(text.get())));
    }
    return number;
  }

  /// A calendar day.
  static Optional<LocalDate> day(Section section, String key) {
    return section.optionalScalar(key).flatMap(node -> day(section, key, node));
  }

  /// A calendar day that a node is.
  ///
  /// @param key how the message calls it
  static Optional<LocalDate> day(Section section, String key, ScalarNode node) {
    String text = node.getValue();
    try {
      if (DAY.matcher(text).matches()) {
        return Optional.of(LocalDate.parse(text));
      }
    } catch (DateTimeException e) {
      section.error(node, "'%s' is no day of the calendar".formatted(text));
      return Optional.empty();
    }
    section.error(node, "'%s' must be a day written as 2026-01-31".formatted(key));
    return Optional.empty();
  }

  /// A length of time, as 90s, 30m, 4h or 1d.
  static Optional<Duration> duration(Section section, String key, Duration longest) {
    Optional<String> text = text(section, key);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Matcher written = DURATION.matcher(text.get());
    if (!written.matches()) {
      section.error(
          key,
          "'%s: %s' cannot be used: write a length of time as 90s, 30m, 4h or 1d"
              .formatted(key, text.get()));
      return Optional.empty();
    }
    long count = Long.parseLong(written.group(1));
    Duration duration =
        switch (written.group(2).charAt(0)) {
          case 's' -> Duration.ofSeconds(count);
          case 'm' -> Duration.ofMinutes(count);
          case 'h' -> Duration.ofHours(count);
          default -> Duration.ofDays(count);
        };
    if (duration.compareTo(longest) > 0) {
      section.error(key, "'%s' cannot be longer than %dd".formatted(key, longest.toDays()));
      return Optional.empty();
    }
    return Optional.of(duration);
  }

  /// A currency that has a smallest unit.
  static Optional<Currency> currency(Section section, String key) {
    Optional<String> text = text(section, key);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<Currency> currency =
        Currency.getAvailableCurrencies().stream()
            .filter(c -> c.getCurrencyCode().equals(text.get()))
            // Gold and the like have no cents to round to.
            .filter(c -> c.getDefaultFractionDigits() >= 0)
            .findFirst();
    if (currency.isEmpty()) {
      section.error(
          key, "'%s' is no currency; write its ISO code, for example USD".formatted(text.get()));
    }
    return currency;
  }

  /// A list of names, each once, in their order.
  static Set<String> names(Section section, String key) {
    var names = new LinkedHashSet<String>();
    for (Node entry : section.list(key)) {
      if (!(entry instanceof ScalarNode scalar) || !isName(scalar.getValue())) {
        section.error(entry, "'%s' must be a list of names".formatted(key));
      } else if (!names.add(scalar.getValue())) {
        section.error(entry, "'%s' stands twice in '%s'".formatted(scalar.getValue(), key));
      }
    }
    return names;
  }

  /// A list of event types, each once; at least one where the key is there.
  static Map<Node, EventType> types(Section section, String key) {
    if (section.has(key) && section.isEmptyList(key)) {
      section.error(key, "'%s' must name at least one event type".formatted(key));
    }
    return listOf(section, key, TYPES, "event type");
  }

  /// A list of words, each known and each once: what each means, in their order.
  ///
  /// @param what how the message calls one, for example `route`
  static <T> Map<Node, T> listOf(Section section, String key, Map<String, T> known, String what) {
    var found = new LinkedHashMap<Node, T>();
    for (Node entry : section.list(key)) {
      String written = entry instanceof ScalarNode scalar ? scalar.getValue() : "";
      T meant = known.get(written);
      if (meant == null) {
        section.error(
            entry,
            "'%s' is no %s%s"
                .formatted(written, what, Suggestion.orOneOf(written, known.keySet())));
      } else if (found.containsValue(meant)) {
        section.error(entry, "%s '%s' stands here twice".formatted(what, written));
      } else {
        found.put(entry, meant);
      }
    }
    return found;
  }

  /// The words of an enum as rulebooks write them: lower case, hyphens.
  static <E extends Enum<E>> Map<String, E> wordsOf(List<E> constants) {
    var words = new LinkedHashMap<String, E>();
    constants.forEach(c -> words.put(c.name().toLowerCase(Locale.ROOT).replace('_', '-'), c));
    return words;
  }
}
