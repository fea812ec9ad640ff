package io.tocsin.sinks.json;

import com.fasterxml.jackson.core.JsonPointer;
import io.tocsin.platform.Section;
import io.tocsin.sinks.http.LookUp;
import io.tocsin.sinks.http.Reply;
import io.tocsin.sinks.outward.Search;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Which answers mean that it happened: `statuses` (2xx where not set), and `pointer` with `values`
/// for a destination that says so inside its answer.
///
/// @param statuses none = 2xx
/// @param pointer where the answer says it; empty = its status says all
/// @param values what may stand there, as text
record Success(Set<Integer> statuses, Optional<JsonPointer> pointer, Set<String> values) {
  /// Reads it.
  static Success of(Section section) {
    Set<Integer> statuses =
        section.commaSeparated("statuses").stream()
            .map(text -> Search.status(section, "statuses", text))
            .collect(Collectors.toUnmodifiableSet());
    Optional<JsonPointer> pointer =
        section.text("pointer").map(set -> LookUp.pointer(section, "pointer", Optional.of(set)));
    Set<String> values = Set.copyOf(section.commaSeparated("values"));
    if (pointer.isPresent() == values.isEmpty()) {
      throw section.refuse("pointer", "and values are set together or not at all");
    }
    section.refuseUnknown();
    return new Success(statuses, pointer, values);
  }

  /// Whether the status is one of success.
  boolean inStatus(Reply.Answered reply) {
    return statuses.isEmpty() ? reply.ok() : statuses.contains(reply.status());
  }

  /// Whether an answer of such a status says success too.
  boolean inBody(Reply.Answered reply) {
    return pointer.isEmpty() || values.contains(reply.json().at(pointer.get()).asText(""));
  }
}
