package io.tocsin.normalizer.redact;

import io.tocsin.normalizer.vendor.Mapped;
import io.tocsin.normalizer.vendor.Named;
import io.tocsin.normalizer.vendor.Statement;
import io.tocsin.platform.reading.Words;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Leaves nothing personal in a statement: what is withheld and what the rules find is taken out of
/// every text, and a reference that is personal is left out.
///
/// The name of the site is left as it is: it is an address in the site directory, and part of keys.
public final class Redactor {
  /// Rule of what stands where a user's number should: a name, perhaps.
  static final String USER_NAME = "user-name";

  private static final Pattern USER_NUMBER = Pattern.compile("#?[0-9]{1,6}");

  /// Longest text that is remembered as harmless, in characters.
  private static final int LONGEST_HARMLESS = 100;

  private static final int MOST_HARMLESS = 10_000;

  private final RedactionRules rules;

  /// Texts in which no rule found anything. Codes, statuses and categories come again and again,
  /// and asking every rule each time is most of what normalizing costs.
  private final Set<String> harmless = ConcurrentHashMap.newKeySet();

  /// @param rules the rules in force
  public Redactor(RedactionRules rules) {
    this.rules = rules;
  }

  /// What was said, redacted, with the names of the rules that took something out.
  public Statement redacted(Mapped.Said said) {
    return new Pass(WithheldWords.of(said.withheld())).statement(said.statement());
  }

  /// One statement's redaction.
  private final class Pass {
    private final WithheldWords inText;
    private final WithheldWords inNumbers;
    private final Set<String> found = new TreeSet<>();

    Pass(WithheldWords withheld) {
      this.inText = withheld;
      this.inNumbers = withheld.withoutNumbers();
    }

    Statement statement(Statement said) {
      Statement.Builder out =
          Statement.newBuilder(said)
              .setPart(text(said.getPart()))
              .setCode(number(said.getCode()))
              .setScheme(number(said.getScheme()))
              .setZone(number(said.getZone()))
              .setArea(number(said.getArea()))
              .setUser(user(said.getUser()))
              .setCategory(text(said.getCategory()))
              .setStatus(text(said.getStatus()))
              .setDisposition(text(said.getDisposition()))
              .setReferences(references(said.getReferences()));
      var attributes = new HashMap<String, String>();
      said.getAttributes()
          .forEach(
              (name, value) -> {
                String left = text(value);
                if (left != null) {
                  attributes.put(name, left);
                }
              });
      found.addAll(said.getRedactions());
      return out.setAttributes(attributes).setRedactions(List.copyOf(found)).build();
    }

    /// A free text.
    private @Nullable String text(@Nullable String words) {
      return words == null ? null : applied(words, inText);
    }

    /// What should be a number or a code of the panel.
    private @Nullable String number(@Nullable String words) {
      return words == null ? null : applied(words, inNumbers);
    }

    private @Nullable String user(@Nullable String words) {
      if (words == null || USER_NUMBER.matcher(words).matches()) {
        return words;
      }
      found.add(USER_NAME);
      return null;
    }

    /// A reference that was altered would be the same for events that have nothing in common.
    private List<Named> references(List<Named> all) {
      var left = new ArrayList<Named>();
      for (Named one : all) {
        String id = number(one.getId());
        if (id != null && id.equals(Words.clean(one.getId()))) {
          left.add(one);
        }
      }
      return left;
    }

    private @Nullable String applied(String words, WithheldWords withheld) {
      String text = withheld.applied(words, found);
      return Words.clean(harmless.contains(text) ? text : ruled(text));
    }

    private String ruled(String before) {
      String text = before;
      for (RedactionRule rule : rules.rules()) {
        String after = rule.applied(text);
        if (!after.equals(text)) {
          found.add(rule.name());
          text = after;
        }
      }
      if (text.equals(before) && text.length() <= LONGEST_HARMLESS) {
        if (harmless.size() >= MOST_HARMLESS) {
          harmless.clear();
        }
        harmless.add(text);
      }
      return text;
    }
  }
}
