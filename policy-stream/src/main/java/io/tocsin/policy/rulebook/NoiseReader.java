package io.tocsin.policy.rulebook;

import io.tocsin.schemas.EventType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.Node;

/// Reads the rules for runaway and swinging signals.
final class NoiseReader {
  private static final int MOST_RULES = 100;
  private static final int MOST_COUNT = 1_000;
  private static final int LONGEST_ID = 50;
  private static final Duration LONGEST_GAP = Duration.ofDays(31);
  private static final String GAP = "within-gap";
  private static final Set<String> KEYS = Set.of("id", "types", "per", "count", GAP, "because");
  private static final Map<String, NoiseRule.Per> PER =
      Values.wordsOf(Arrays.asList(NoiseRule.Per.values()));

  private NoiseReader() {}

  /// Reads `noise`.
  static List<NoiseRule> read(Section top) {
    var rules = new ArrayList<NoiseRule>();
    var ids = new UniqueIds("noise rule");
    for (Node node : top.list("noise", MOST_RULES)) {
      Section.of(top.document(), node, Section.nameOf("noise rule", node), KEYS)
          .flatMap(section -> rule(section, ids))
          .ifPresent(rules::add);
    }
    return rules;
  }

  private static Optional<NoiseRule> rule(Section section, UniqueIds ids) {
    section.require("id", "types", "per", "count", GAP, "because");
    Optional<String> id = Values.id(section);
    id.ifPresent(
        name -> {
          ids.add(section, name);
          reason(section, name);
        });
    Set<EventType> types = Set.copyOf(Values.types(section, "types").values());
    Set<NoiseRule.Per> per = Set.copyOf(Values.listOf(section, "per", PER, "word here").values());
    Optional<Integer> count = Values.whole(section, "count", 1, MOST_COUNT);
    Optional<Duration> gap = Values.duration(section, GAP, LONGEST_GAP);
    Optional<String> because = Values.words(section, "because", Reasons.LONGEST_SENTENCE);
    return id.isPresent() && count.isPresent() && gap.isPresent() && because.isPresent()
        ? Optional.of(new NoiseRule(id.get(), types, per, count.get(), gap.get(), because.get()))
        : Optional.empty();
  }

  /// The id becomes the reason code of what the rule leaves out.
  private static void reason(Section section, String id) {
    String reason = id.toUpperCase(Locale.ROOT).replace('-', '_');
    if (id.length() > LONGEST_ID || !Character.isLetter(id.charAt(0))) {
      section.error(
          "id",
          "'id' becomes a reason code: it must begin with a letter and have at most 50 characters");
    } else if (Reasons.isOurs(reason)) {
      section.error(
          "id", "'%s' is the system's own word (%s); choose another".formatted(id, reason));
    }
  }
}
