package io.tocsin.sinks.outward;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.platform.Section;
import io.tocsin.sinks.http.LookUp;
import io.tocsin.sinks.http.Reply;
import io.tocsin.sinks.outward.Outside.Result;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Looks by configuration for what an earlier send of a key may have left: `look-up-path`,
/// `look-up-items`, `look-up-id`, `look-up-key`, `look-up-absent`. Whatever is not surely "nothing"
/// is never taken for it.
public final class Search {
  /// A charge and its reversal have one charge key: only the key is of one effect.
  private static final Set<String> MARKS = Set.of("key");

  private final LookUp lookUp;
  private final JsonPointer id;
  private final Optional<JsonPointer> key;
  private final Set<Integer> absent;

  private Search(LookUp lookUp, JsonPointer id, Optional<JsonPointer> key, Set<Integer> absent) {
    this.lookUp = lookUp;
    this.id = id;
    this.key = key;
    this.absent = absent;
  }

  /// Reads the settings.
  ///
  /// @param names what the path may name
  /// @throws IllegalArgumentException in a sentence that names the setting
  public static Search of(Section settings, Set<String> names) {
    Set<Integer> absent =
        settings.commaSeparated("look-up-absent").stream()
            .map(text -> status(settings, "look-up-absent", text))
            .collect(Collectors.toUnmodifiableSet());
    return new Search(
        LookUp.of(settings, names, MARKS, Optional.of("")),
        LookUp.pointer(settings, "look-up-id", Optional.empty()),
        settings
            .text("look-up-key")
            .map(set -> LookUp.pointer(settings, "look-up-key", Optional.of(set))),
        absent);
  }

  /// A status of HTTP.
  ///
  /// @throws IllegalArgumentException where it is none
  public static int status(Section settings, String key, String text) {
    if (!text.matches("[1-5][0-9][0-9]")) {
      throw settings.refuse(key, "holds '%s', which is no status of HTTP".formatted(text));
    }
    return Integer.parseInt(text);
  }

  /// Looks.
  ///
  /// @param fields the values that the path may name
  public Sighting find(Outside outside, String wanted, Map<String, Object> fields)
      throws InterruptedException {
    return switch (outside.call(lookUp.call(fields))) {
      case Result.Judged(Answer answer) -> new Sighting.Failed(answer);
      case Result.Answered(Reply.Answered reply) -> judge(reply, wanted);
    };
  }

  private Sighting judge(Reply.Answered reply, String wanted) {
    if (absent.contains(reply.status())) {
      return new Sighting.Absent();
    }
    if (!reply.ok()) {
      return new Sighting.Failed(new Answer.Away("the look-up answers " + Verdicts.words(reply)));
    }
    Optional<List<JsonNode>> items = items(reply.json());
    if (items.isEmpty()) {
      return new Sighting.Unclear(
          "the look-up's answer holds no list where look-up-items says; nothing is sent again");
    }
    List<JsonNode> found = items.get();
    if (key.isPresent()
        && found.stream().anyMatch(item -> !item.at(key.get()).asText("").equals(wanted))) {
      return new Sighting.Unclear("the look-up finds what is not ours; is look-up-path right?");
    }
    return switch (found.size()) {
      case 0 -> new Sighting.Absent();
      case 1 -> {
        String text = found.getFirst().at(id).asText("");
        yield text.isEmpty()
            ? new Sighting.Unclear("what the look-up finds has no id where look-up-id says")
            : new Sighting.Found(text);
      }
      default ->
          new Sighting.Unclear(
              "it is there %d times: %s"
                  .formatted(
                      found.size(),
                      found.stream()
                          .limit(5)
                          .map(item -> item.at(id).asText("?"))
                          .collect(Collectors.joining(", "))));
    };
  }

  /// Where a status says that there is none, any other answer is the thing itself or a list.
  private Optional<List<JsonNode>> items(JsonNode answer) {
    return !absent.isEmpty() && answer.isObject()
        ? Optional.of(List.of(answer))
        : lookUp.items(answer);
  }
}
