package io.tocsin.sinks.http;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.platform.Section;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/// A search by what we have marked our own with, described by configuration: where to ask and where
/// the answer holds what was found. A search that finds nothing makes a second one be made, so
/// whatever is not surely an empty answer is none.
public final class LookUp {
  private final Template path;
  private final JsonPointer items;

  private LookUp(Template path, JsonPointer items) {
    this.path = path;
    this.items = items;
  }

  /// Reads `look-up-path` and `look-up-items`.
  ///
  /// @param names what the path may name
  /// @param marks those of them that are of one effect only; the path must name one
  /// @param items where the answer holds what was found, unless `look-up-items` says it; empty
  /// where it must say it
  /// @throws IllegalArgumentException in a sentence that names the setting
  public static LookUp of(
      Section settings, Set<String> names, Set<String> marks, Optional<String> items) {
    Template path = Template.of(settings, "look-up-path", names);
    var one = new HashMap<String, Object>();
    names.forEach(name -> one.put(name, "1"));
    var other = new HashMap<String, Object>(one);
    marks.forEach(mark -> other.put(mark, "2"));
    String asked = path.path(one);
    if (!isPath(asked)) {
      throw settings.refuse(
          "look-up-path", "is no path from / on; blanks, quotes and the like stand in it encoded");
    }
    if (asked.equals(path.path(other))) {
      throw settings.refuse(
          "look-up-path",
          "asks the same for everything; it must name one of "
              + String.join(", ", marks.stream().sorted().map("{{%s}}"::formatted).toList()));
    }
    return new LookUp(path, pointer(settings, "look-up-items", items));
  }

  /// Whether a text can be called as a path.
  public static boolean isPath(String text) {
    try {
      return text.startsWith("/") && URI.create("https://host" + text).getRawFragment() == null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /// Reads a JSON pointer (RFC 6901).
  ///
  /// @param otherwise what stands where it is not set; empty where it must be
  public static JsonPointer pointer(Section settings, String key, Optional<String> otherwise) {
    String text =
        settings
            .text(key)
            .or(() -> otherwise)
            .orElseThrow(() -> settings.refuse(key, "is not set"));
    try {
      return JsonPointer.compile(text);
    } catch (IllegalArgumentException e) {
      throw settings.refuse(key, "is no JSON pointer, for example /data/0/id");
    }
  }

  /// The question.
  public Call call(Map<String, Object> fields) {
    return Call.get(path.path(fields));
  }

  /// What an answer holds.
  ///
  /// @return empty where the answer does not surely say what was found. A list that is not there
  /// counts as an empty one only where a section of the answer is there to hold it and holds no
  /// other list
  public Optional<List<JsonNode>> items(JsonNode answer) {
    JsonNode found = answer.at(items);
    if (found.isArray()) {
      var list = new ArrayList<JsonNode>();
      found.forEach(list::add);
      return Optional.of(list);
    }
    JsonPointer above = items.head();
    if (!found.isMissingNode() || above == null || above.matches()) {
      return Optional.empty();
    }
    JsonNode section = answer.at(above);
    boolean empty =
        section.isObject()
            && StreamSupport.stream(section.spliterator(), false)
                .noneMatch(JsonNode::isContainerNode);
    return empty ? Optional.of(List.of()) : Optional.empty();
  }
}
