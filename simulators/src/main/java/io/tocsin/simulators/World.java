package io.tocsin.simulators;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// What a stand-in knows: its settings, its clock, the objects that stand there, and how often
/// something really happened. It outlives a kill of the server. Guarded by the [Simulator].
public final class World {
  private final Map<String, String> settings = new TreeMap<>();
  private final Map<String, Integer> effects = new LinkedHashMap<>();
  private final Map<String, Map<String, ObjectNode>> collections = new LinkedHashMap<>();
  private InstantSource clock = InstantSource.system();
  private long lastId = 1000;

  World(List<Setting> settings) {
    settings.forEach(setting -> this.settings.put(setting.name(), setting.initial()));
  }

  /// @throws IllegalArgumentException if there is no such setting, or it cannot have that value
  void set(String name, String value) {
    if (name.matches(".*-(status|millis|seconds|hours)|concurrent")
        && !value.matches("[0-9]{0,9}")) {
      throw new IllegalArgumentException(
          "setting '%s' is '%s'; it must be a whole number".formatted(name, value));
    }
    if (name.equals("status") && !value.matches("[1-9][0-9]{2}")) {
      throw new IllegalArgumentException(
          "setting 'status' is '%s'; it must be an HTTP status".formatted(value));
    }
    if (name.endsWith("-pattern")) {
      Pattern.compile(value); // Says what is wrong with it.
    }
    if (name.equals("limit") && !value.matches("|[0-9]{1,9}/[0-9]{1,9}")) {
      throw new IllegalArgumentException(
          "setting 'limit' is '%s'; it must be like 100/10".formatted(value));
    }
    if (settings.replace(name, value) == null) {
      throw new IllegalArgumentException(
          "there is no setting '%s'; there are: %s"
              .formatted(name, String.join(", ", settings.keySet())));
    }
  }

  Map<String, String> settings() {
    return Map.copyOf(settings);
  }

  /// A setting's value.
  public String setting(String name) {
    String value = settings.get(name);
    if (value == null) {
      throw new IllegalArgumentException("there is no setting '" + name + "'");
    }
    return value;
  }

  /// A setting that lists values, with commas; empty = none.
  public List<String> list(String name) {
    return setting(name).isBlank() ? List.of() : List.of(setting(name).strip().split("\\s*,\\s*"));
  }

  /// A setting that is a whole number; 0 where it is empty.
  public int number(String name) {
    return setting(name).isEmpty() ? 0 : Integer.parseInt(setting(name));
  }

  /// A setting that is `true` or not.
  public boolean flag(String name) {
    return setting(name).strip().equals("true");
  }

  /// Whether the setting `refuse` says that this text is bad data.
  public boolean refuses(String text) {
    String bad = setting("refuse");
    return !bad.isEmpty() && text.contains(bad);
  }

  /// The time here.
  public Instant now() {
    return clock.instant();
  }

  void advance(Duration by) {
    clock = InstantSource.offset(clock, by);
  }

  /// A fresh id, counted up.
  public String nextId() {
    lastId++;
    return Long.toString(lastId);
  }

  /// Counts one real effect.
  public void effect(String key) {
    effects.merge(key, 1, Integer::sum);
  }

  Map<String, Integer> effects() {
    return new LinkedHashMap<>(effects);
  }

  /// Lets an object stand there, in place of the one with the same id.
  public void put(String collection, String id, ObjectNode object) {
    collections.computeIfAbsent(collection, _ -> new LinkedHashMap<>()).put(id, object);
  }

  /// The object with that id.
  public Optional<ObjectNode> find(String collection, String id) {
    return Optional.ofNullable(collections.getOrDefault(collection, Map.of()).get(id));
  }

  /// The objects of a collection, oldest first.
  public List<ObjectNode> in(String collection) {
    return List.copyOf(collections.getOrDefault(collection, Map.of()).values());
  }

  List<ObjectNode> objects() {
    var all = new ArrayList<ObjectNode>();
    collections
        .values()
        .forEach(objects -> objects.values().forEach(object -> all.add(object.deepCopy())));
    return all;
  }
}
