package io.tocsin.policy.stream;

import io.tocsin.policy.rulebook.CompiledRulebook;
import io.tocsin.policy.site.RulebooksByDay;
import io.tocsin.schemas.Rulebook;
import io.tocsin.schemas.TestWindow;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/// The configuration that the decisions of one task rest on, and the way to it from the one before.
///
/// A task does not take over what is published in one moment: it numbers each configuration, keeps
/// the one before beside it, and every site goes the way from the one to the other on its own. Only
/// when all have arrived is the older one forgotten, and the next can begin. All of it is in the
/// store, so a task that ends on the way goes on where it was.
///
/// | key | value |
/// |---|---|
/// | `number` | the number of the present configuration |
/// | `is/window/id`, `is/rulebook/version` | a document of the present configuration |
/// | `was/window/id`, `was/rulebook/version` | the same in the one before, where it differs; empty
/// = absent |
final class Configurations {
  private static final String NUMBER = "number";
  private static final String IS = "is/";
  private static final String WAS = "was/";
  private static final String WINDOW = "window/";
  private static final String RULEBOOK = "rulebook/";
  private static final byte[] ABSENT = {};
  private static final StoredForm<TestWindow> WINDOWS = new StoredForm<>(TestWindow.class);
  private static final StoredForm<Rulebook> RULEBOOKS = new StoredForm<>(Rulebook.class);

  private final KeyValueStore<String, byte[]> store;
  private final Function<Rulebook, @Nullable CompiledRulebook> compiler;
  private int number;
  private Held is = new Held(Map.of(), Map.of());
  private Configuration now = new Configuration(Map.of(), new RulebooksByDay(List.of()));
  private List<Step> steps = List.of();

  /// Windows by id and rulebooks by version.
  private record Held(Map<String, TestWindow> windows, Map<String, Rulebook> rulebooks) {}

  /// @param compiler compiles a rulebook, the same document always to the same object; null where
  /// this program does not understand it
  Configurations(
      KeyValueStore<String, byte[]> store,
      Function<Rulebook, @Nullable CompiledRulebook> compiler) {
    this.store = store;
    this.compiler = compiler;
    byte[] stored = store.get(NUMBER);
    this.number = stored == null ? 0 : ByteBuffer.wrap(stored).getInt();
    load();
  }

  /// The number of the present configuration.
  int number() {
    return number;
  }

  /// The present configuration.
  Configuration now() {
    return now;
  }

  /// The way to the present configuration from the one before; empty where every site has arrived.
  List<Step> steps() {
    return steps;
  }

  /// Whether every site has arrived at the present configuration.
  boolean settled() {
    return steps.isEmpty();
  }

  /// Makes what is published the present configuration, where it differs. A window that is no
  /// longer published stays as it is: only its own word ends a window.
  ///
  /// @param windows every published window by its id
  /// @param rulebooks every published rulebook that can be used, by its version
  void begin(Map<String, TestWindow> windows, Map<String, Rulebook> rulebooks) {
    if (!settled()) {
      throw new IllegalStateException("the last configuration has not been taken over yet");
    }
    var changed = new HashMap<String, byte[]>();
    windows.forEach(
        (id, window) -> {
          TestWindow old = is.windows().get(id);
          if (!window.equals(old)) {
            changed.put(WINDOW + id, old == null ? ABSENT : WINDOWS.bytes(old));
            store.put(IS + WINDOW + id, WINDOWS.bytes(window));
          }
        });
    rulebooks.forEach(
        (version, rulebook) -> {
          Rulebook old = is.rulebooks().get(version);
          if (!rulebook.equals(old)) {
            changed.put(RULEBOOK + version, old == null ? ABSENT : RULEBOOKS.bytes(old));
            store.put(IS + RULEBOOK + version, RULEBOOKS.bytes(rulebook));
          }
        });
    is.rulebooks()
        .forEach(
            (version, old) -> {
              if (!rulebooks.containsKey(version)) {
                changed.put(RULEBOOK + version, RULEBOOKS.bytes(old));
                store.delete(IS + RULEBOOK + version);
              }
            });
    if (!changed.isEmpty()) {
      changed.forEach((key, old) -> store.put(WAS + key, old));
      number++;
      store.put(NUMBER, ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
      load();
    }
  }

  /// Every site has arrived: the one before is forgotten.
  void settle() {
    documents(WAS).keySet().forEach(key -> store.delete(WAS + key));
    steps = List.of();
  }

  private void load() {
    is = read(documents(IS));
    now = new Configuration(is.windows(), compiled(is.rulebooks().values()));
    Map<String, byte[]> was = documents(WAS);
    steps = was.isEmpty() ? List.of() : way(before(was));
  }

  private Held before(Map<String, byte[]> was) {
    var older = new TreeMap<String, byte[]>(documents(IS));
    was.forEach(
        (key, old) -> {
          if (old.length == 0) {
            older.remove(key);
          } else {
            older.put(key, old);
          }
        });
    return read(older);
  }

  /// The windows first, one by one, under the rulebooks as they were; then the rulebooks.
  private List<Step> way(Held was) {
    var way = new ArrayList<Step>();
    var at = new Configuration(was.windows(), compiled(was.rulebooks().values()));
    for (TestWindow window : is.windows().values()) {
      TestWindow old = was.windows().get(window.getId());
      if (!window.equals(old)) {
        Configuration next = at.with(window);
        way.add(new Step.Window(at, next, old, window));
        at = next;
      }
    }
    if (!is.rulebooks().equals(was.rulebooks())) {
      way.add(new Step.Rulebooks(at, now));
    }
    return List.copyOf(way);
  }

  private RulebooksByDay compiled(Collection<Rulebook> rulebooks) {
    var all = new ArrayList<CompiledRulebook>();
    for (Rulebook rulebook : rulebooks) {
      CompiledRulebook compiled = compiler.apply(rulebook);
      if (compiled != null) {
        all.add(compiled);
      }
    }
    return new RulebooksByDay(all);
  }

  private static Held read(Map<String, byte[]> documents) {
    var windows = new TreeMap<String, TestWindow>();
    var rulebooks = new TreeMap<String, Rulebook>();
    documents.forEach(
        (key, bytes) -> {
          if (key.startsWith(WINDOW)) {
            windows.put(key.substring(WINDOW.length()), WINDOWS.read(bytes));
          } else {
            rulebooks.put(key.substring(RULEBOOK.length()), RULEBOOKS.read(bytes));
          }
        });
    return new Held(windows, rulebooks);
  }

  private Map<String, byte[]> documents(String prefix) {
    var found = new TreeMap<String, byte[]>();
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> next = all.next();
        if (next.key.startsWith(prefix)) {
          found.put(next.key.substring(prefix.length()), next.value);
        }
      }
    }
    return found;
  }
}
