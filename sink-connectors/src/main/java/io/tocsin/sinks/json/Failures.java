package io.tocsin.sinks.json;

import io.tocsin.platform.Section;
import io.tocsin.sinks.http.Reply;
import io.tocsin.sinks.outward.Answer;
import io.tocsin.sinks.outward.Outside;
import io.tocsin.sinks.outward.Verdicts;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What an answer without success means, by its status, where it is not what is usual: for example
/// `"409": refused`, or `5xx` for all of a hundred. The status itself goes before its hundred.
/// `inside` is an answer whose status is one of success and whose body denies it.
record Failures(Map<String, Meaning> classes) {
  private static final String INSIDE = "inside";

  /// The words of configuration.
  enum Meaning {
    /// Asks to wait; nothing happened.
    THROTTLED,
    /// Cannot be used now; nothing happened.
    AWAY,
    /// A person must look.
    REFUSED,
    /// Can never be taken.
    POISON,
    /// It may have happened.
    UNKNOWN;

    static Meaning of(Section section, String key) {
      String word = section.required(key);
      return switch (word) {
        case "throttled" -> THROTTLED;
        case "away" -> AWAY;
        case "refused" -> REFUSED;
        case "poison" -> POISON;
        case "unknown" -> UNKNOWN;
        default ->
            throw section.refuse(key, "is none of throttled, away, refused, poison, unknown");
      };
    }
  }

  /// Reads them.
  static Failures of(Section section) {
    var classes = new HashMap<String, Meaning>();
    for (String key : section.keys()) {
      if (!key.matches("[3-5]([0-9]{2}|xx)|" + INSIDE)) {
        throw section.refuse(key, "is neither a status, nor 3xx, 4xx, 5xx, nor inside");
      }
      classes.put(key, Meaning.of(section, key));
    }
    return new Failures(Map.copyOf(classes));
  }

  /// An answer whose status is not of success; empty where it means what it usually does.
  Optional<Answer> ofStatus(Reply.Answered reply, Clock clock) {
    return Optional.ofNullable(classes.get(Integer.toString(reply.status())))
        .or(() -> Optional.ofNullable(classes.get(reply.status() / 100 + "xx")))
        .map(type -> answer(type, reply, clock));
  }

  /// An answer whose status is of success and whose body is not.
  Answer inside(Reply.Answered reply, Clock clock) {
    return answer(classes.getOrDefault(INSIDE, Meaning.REFUSED), reply, clock);
  }

  private static Answer answer(Meaning type, Reply.Answered reply, Clock clock) {
    String words = Verdicts.words(reply);
    return switch (type) {
      case THROTTLED -> new Answer.Throttled(Outside.retryAfter(reply, clock), words);
      case AWAY -> new Answer.Away(words);
      case REFUSED -> new Answer.Refused(words);
      case POISON -> new Answer.Poison(words);
      case UNKNOWN -> new Answer.Unknown(words);
    };
  }
}
