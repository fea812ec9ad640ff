package io.tocsin.policy.ruling;

import io.tocsin.policy.rulebook.Suggestion;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.ReviewReason;
import io.tocsin.schemas.Ruling;
import io.tocsin.schemas.Topics;
import io.tocsin.schemas.TrustedClasses;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The rulings that stand, and what becomes of them by each command. A ruling is merged with what
/// stands of its event; what contradicts it there gives way, and is named.
///
/// Whether an event exists, and at which site, is not known here.
///
/// @param byEvent the rulings by event key
/// @param unreadable event keys of records that cannot be read; only taking them back is possible
/// @param now the time of the command
public record StandingRulings(Map<String, Ruling> byEvent, Set<String> unreadable, Instant now) {
  private static final int LONGEST_SENTENCE = 300;
  private static final int LONGEST_NAME = 100;

  /// Longer than any identity that a platform gives, far below the largest record.
  private static final int LONGEST_KEY = 1_000;

  private static final Pattern ID = Pattern.compile("\\S(.*\\S)?");
  private static final List<String> TYPES =
      Arrays.stream(EventType.values()).map(Enum::name).toList();

  /// The reasons that can be accepted; OTHER only stands for words of later versions.
  private static final List<String> REASONS =
      Arrays.stream(ReviewReason.values())
          .filter(reason -> reason != ReviewReason.OTHER)
          .map(Enum::name)
          .toList();

  static {
    TrustedClasses.trustOurs(); // A record is made from another here.
  }

  public StandingRulings {
    byEvent = Map.copyOf(byEvent);
    unreadable = Set.copyOf(unreadable);
    now = now.truncatedTo(ChronoUnit.MILLIS);
  }

  /// Rules of an event.
  ///
  /// @param eventKey the event
  /// @param reason why
  /// @param actor who rules
  public RulingOutcome rule(String eventKey, RulingChange change, String reason, String actor) {
    var problems = new ArrayList<String>();
    keyProblem(eventKey).ifPresent(problems::add);
    String why = words("reason", reason, "why is it?", LONGEST_SENTENCE, problems);
    String who = words("actor", actor, "who answers for it?", LONGEST_NAME, problems);
    if (unreadable.contains(eventKey) && !(change instanceof RulingChange.Withdraw)) {
      problems.add(
          "the ruling that stands of '%s' cannot be read; withdraw it first".formatted(eventKey));
    }
    var notes = new ArrayList<String>();
    Ruling standing = byEvent.get(eventKey);
    if (standing != null && !standing.getReason().equals(why)) {
      notes.add("Its reason was: %s (%s).".formatted(standing.getReason(), standing.getActor()));
    }
    Ruling.Builder ruling = builder(eventKey).setReason(why).setActor(who).setRuledAt(now);
    switch (change) {
      case RulingChange.Join(String other) -> join(ruling, other, problems, notes);
      case RulingChange.Split _ -> split(ruling, notes);
      case RulingChange.Resolve resolve -> resolve(ruling, resolve, problems, notes);
      case RulingChange.Withdraw _ -> {
        return withdraw(eventKey, problems);
      }
    }
    return problems.isEmpty()
        ? outcome(ruling.build(), notes)
        : new RulingOutcome.Refused(problems);
  }

  /// What stands of the event, with the next version; where nothing does, the first.
  private Ruling.Builder builder(String eventKey) {
    Ruling standing = byEvent.get(eventKey);
    return standing == null
        ? Ruling.newBuilder()
            .setEventKey(eventKey)
            .setVersion(1)
            .setSeparate(false)
            .setAccepted(List.of())
        : Ruling.newBuilder(standing).setVersion(standing.getVersion() + 1);
  }

  private void join(
      Ruling.Builder ruling, String other, List<String> problems, List<String> notes) {
    keyProblem(other).ifPresent(problems::add);
    if (other.equals(ruling.getEventKey())) {
      problems.add("an event is one incident with itself already; name another event");
    }
    Ruling ofOther = byEvent.get(other);
    if (ofOther != null && ofOther.getSeparate()) {
      problems.add(
          "'%s' is ruled an incident of its own (%s, by %s), so nothing can be joined to it;"
                  .formatted(other, ofOther.getReason(), ofOther.getActor())
              + " withdraw that first");
    }
    if (ruling.getSeparate()) {
      notes.add("It was ruled an incident of its own; that no longer stands.");
    }
    if (ruling.getJoins() != null && !ruling.getJoins().equals(other)) {
      notes.add("It was joined to %s; that no longer stands.".formatted(ruling.getJoins()));
    }
    ruling.setJoins(other).setSeparate(false);
  }

  private void split(Ruling.Builder ruling, List<String> notes) {
    if (ruling.getJoins() != null) {
      notes.add("It was joined to %s; that no longer stands.".formatted(ruling.getJoins()));
    }
    byEvent.values().stream()
        .filter(other -> ruling.getEventKey().equals(other.getJoins()))
        .map(Ruling::getEventKey)
        .sorted()
        .forEach(
            other ->
                notes.add(
                    "%s is joined to it by a ruling, which has no effect as long as this one stands."
                        .formatted(other)));
    ruling.setJoins(null).setSeparate(true);
  }

  private static void resolve(
      Ruling.Builder ruling,
      RulingChange.Resolve resolve,
      List<String> problems,
      List<String> notes) {
    if (resolve.type().isEmpty()
        && resolve.accepted().isEmpty()
        && resolve.notBillable().isEmpty()) {
      problems.add(
          "say how it is resolved: what type it was, which reasons are accepted, or why it is not"
              + " billable");
    }
    resolve.type().ifPresent(type -> type(ruling, type.strip(), problems, notes));
    var accepted = new LinkedHashSet<>(ruling.getAccepted());
    for (String written : resolve.accepted()) {
      reason(written.strip(), problems).ifPresent(accepted::add);
    }
    ruling.setAccepted(accepted.stream().sorted(Comparator.naturalOrder()).toList());
    resolve
        .notBillable()
        .ifPresent(
            sentence -> {
              String words =
                  words(
                      "not-billable",
                      sentence,
                      "write the sentence that the client may read",
                      LONGEST_SENTENCE,
                      problems);
              replaced("not billable", ruling.getNotBillable(), words, notes);
              ruling.setNotBillable(words);
            });
  }

  private static void type(
      Ruling.Builder ruling, String written, List<String> problems, List<String> notes) {
    if (!TYPES.contains(written)) {
      problems.add(
          "'%s' is no event type%s".formatted(written, Suggestion.orOneOf(written, TYPES)));
      return;
    }
    EventType type = EventType.valueOf(written);
    replaced("type", ruling.getType(), type, notes);
    ruling.setType(type);
  }

  private static void replaced(
      String what, @Nullable Object before, Object now, List<String> notes) {
    if (before != null && !before.equals(now)) {
      notes.add("It was ruled %s %s; that no longer stands.".formatted(what, before));
    }
  }

  private static Optional<ReviewReason> reason(String written, List<String> problems) {
    String word = written.toUpperCase(Locale.ROOT).replace('-', '_');
    if (REASONS.contains(word)) {
      return Optional.of(ReviewReason.valueOf(word));
    }
    problems.add(
        "'%s' is no reason for a review%s".formatted(written, Suggestion.orOneOf(word, REASONS)));
    return Optional.empty();
  }

  private RulingOutcome withdraw(String eventKey, List<String> problems) {
    Ruling standing = byEvent.get(eventKey);
    if (standing == null && !unreadable.contains(eventKey)) {
      problems.add(
          "nothing is ruled of '%s'%s"
              .formatted(eventKey, Suggestion.of(eventKey, byEvent.keySet())));
    }
    if (!problems.isEmpty()) {
      return new RulingOutcome.Refused(problems);
    }
    return new RulingOutcome.Withdrawn(
        eventKey,
        standing == null
            ? List.of()
            : List.of("It was ruled: %s.".formatted(RulingWords.of(standing))));
  }

  private RulingOutcome outcome(Ruling ruling, List<String> notes) {
    Ruling standing = byEvent.get(ruling.getEventKey());
    boolean same =
        standing != null
            && Ruling.newBuilder(ruling)
                .setVersion(standing.getVersion())
                .setRuledAt(standing.getRuledAt())
                .build()
                .equals(standing);
    return same
        ? new RulingOutcome.Unchanged(Objects.requireNonNull(standing))
        : new RulingOutcome.Stands(ruling, notes);
  }

  private static Optional<String> keyProblem(String key) {
    int colon = key.indexOf(':');
    String source = colon < 0 ? "" : key.substring(0, colon);
    String id = key.substring(colon + 1);
    return Topics.rawTopics().matcher("raw." + source).matches()
            && ID.matcher(id).matches()
            && key.chars().noneMatch(Character::isISOControl)
            && key.length() <= LONGEST_KEY
        ? Optional.empty()
        : Optional.of(
            "'%s' is no event key; one is <source>:<id>, for example tracktik:reports/9001"
                .formatted(key));
  }

  private static String words(
      String name, String text, String question, int longest, List<String> problems) {
    String words = text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    if (words.isEmpty()) {
      problems.add("'%s' is missing or blank: %s".formatted(name, question));
    } else if (words.length() > longest) {
      problems.add("'%s' is longer than %d characters".formatted(name, longest));
    }
    return words;
  }
}
