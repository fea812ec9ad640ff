package io.tocsin.sinks.outward;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.platform.Section;
import io.tocsin.sinks.http.Template;
import io.tocsin.sinks.http.Template.JsonTemplate;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What a record at a destination says while it is open and once it is withdrawn: the settings
/// `<name>` and `withdrawn-<name>`, each a JSON object. Without the second the first stands for
/// both, and its `{{state}}` tells them apart.
public final class RecordTemplate {
  private final JsonTemplate open;
  private final JsonTemplate withdrawn;

  private RecordTemplate(JsonTemplate open, JsonTemplate withdrawn) {
    this.open = open;
    this.withdrawn = withdrawn;
  }

  /// Reads both settings.
  ///
  /// @param names what they may use
  /// @param ours names that we fill ourselves and that they must not hold, in whatever case
  public static RecordTemplate of(
      Section settings, String key, Set<String> names, Set<String> ours) {
    JsonTemplate open = read(settings, key, names, ours);
    String withdrawnKey = "withdrawn-" + key;
    Optional<JsonTemplate> withdrawn =
        settings.text(withdrawnKey).map(set -> read(settings, withdrawnKey, names, ours));
    return new RecordTemplate(open, withdrawn.orElse(open));
  }

  private static JsonTemplate read(
      Section settings, String key, Set<String> names, Set<String> ours) {
    JsonTemplate template = Template.json(settings, key, names);
    JsonNode sample = template.fill(Map.of());
    if (!sample.isObject() || sample.isEmpty()) {
      throw settings.refuse(key, "is no JSON object with at least one name in it");
    }
    sample
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (ours.stream().anyMatch(name::equalsIgnoreCase)) {
                throw settings.refuse(key, "must not hold " + name);
              }
            });
    return template;
  }

  /// Whether every name has one value, no list and no object.
  public boolean isFlat() {
    return Stream.of(open, withdrawn)
        .flatMap(template -> template.fill(Map.of()).valueStream())
        .noneMatch(JsonNode::isContainerNode);
  }

  /// With the values of an effect.
  public ObjectNode fill(Effect effect) {
    JsonTemplate template =
        switch (effect.action()) {
          case PUT -> open;
          case WITHDRAW -> withdrawn;
        };
    return (ObjectNode) template.fill(effect.fields());
  }
}
