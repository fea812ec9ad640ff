package io.tocsin.policy.rulebook;

import io.tocsin.schemas.EventType;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/// Reads a rulebook: one YAML document, validated whole. Either all of it is good, or everything
/// that is wrong with it is said at once, each with line and column.
///
/// The shape is described in this module's `docs/rulebook.md`.
public final class RulebookReader {
  /// Characters of a rulebook; well below the largest record.
  public static final int LONGEST = 512 * 1024;

  private static final int MOST_RULES = 1_000;
  private static final int MOST_VERSION = 999_999_999;
  private static final Duration TEST_SIGNAL_LIMIT = Duration.ofHours(8);
  private static final Duration LONGEST_TEST_SIGNAL = Duration.ofDays(31);
  private static final String TEST_SIGNAL = "test-signal-limit";
  private static final Set<String> TOP =
      Set.of(
          "version",
          "effective-from",
          "currency",
          "teams",
          "service-levels",
          "audiences",
          "prices",
          "contracts",
          "schedules",
          "incidents",
          "references",
          "noise",
          TEST_SIGNAL,
          "rules",
          "defaults");
  private static final Set<String> TYPES =
      Arrays.stream(EventType.values())
          .map(Enum::name)
          .collect(Collectors.toCollection(TreeSet::new));

  private final Document document;
  private final Places places = new Places();

  private RulebookReader(Document document) {
    this.document = document;
  }

  /// A valid rulebook and where its parts stand.
  record Placed(CompiledRulebook rulebook, Places places) {}

  /// Reads a rulebook.
  public static RulebookReading read(String yaml) {
    var errors = new ArrayList<RulebookError>();
    return readPlaced(yaml, errors)
        .<RulebookReading>map(placed -> new RulebookReading.Valid(placed.rulebook()))
        .orElseGet(() -> new RulebookReading.Invalid(errors));
  }

  /// Reads a rulebook and says where its parts stand; empty where it is not valid.
  ///
  /// @param errors takes everything that is wrong with it
  static Optional<Placed> readPlaced(String yaml, List<RulebookError> errors) {
    String text = yaml.startsWith("\uFEFF") ? yaml.substring(1) : yaml;
    if (text.length() > LONGEST) {
      errors.add(
          new RulebookError(1, 1, "the rulebook is longer than %d characters".formatted(LONGEST)));
      return Optional.empty();
    }
    var document = new Document(text);
    var reader = new RulebookReader(document);
    Optional<CompiledRulebook> rulebook =
        YamlTree.of(document, text, "rulebook").flatMap(reader::rulebook);
    errors.addAll(document.errors());
    return errors.isEmpty()
        ? rulebook.map(valid -> new Placed(valid, reader.places))
        : Optional.empty();
  }

  private Optional<CompiledRulebook> rulebook(Node root) {
    return Section.of(document, root, "rulebook", TOP).flatMap(this::rulebook);
  }

  private Optional<CompiledRulebook> rulebook(Section top) {
    top.require("version", "effective-from", "currency");
    Optional<Integer> version = Values.whole(top, "version", 1, MOST_VERSION);
    Optional<LocalDate> effectiveFrom = Values.day(top, "effective-from");
    Optional<Currency> currency = Values.currency(top, "currency");
    Map<String, Price> prices = PriceListReader.read(top, places);
    List<ContractReader.Entry> contracts = new ContractReader(document, places, currency).read(top);
    var schedules = new ScheduleReader(document, places);
    List<Schedule> hours = schedules.read(top);
    var incidents = new IncidentReader(document);
    List<IncidentClass> classes = incidents.classes(top);
    List<Set<String>> references = incidents.references(top);
    List<NoiseRule> noise = NoiseReader.read(top);
    Optional<Duration> limit = Values.duration(top, TEST_SIGNAL, LONGEST_TEST_SIGNAL);
    var outcomes =
        new OutcomeReader(
            document,
            Values.names(top, "teams"),
            Values.names(top, "service-levels"),
            Values.names(top, "audiences"),
            prices);
    List<Rule> rules = rules(top, outcomes, schedules.names());
    Map<EventType, Outcome> defaults = defaults(top, outcomes);
    if (!top.has("rules") && !top.has("defaults")) {
      top.error(top.node(), "neither 'rules' nor 'defaults': nothing could ever be decided");
    }
    if (version.isEmpty() || effectiveFrom.isEmpty() || currency.isEmpty()) {
      return Optional.empty();
    }
    new PriceCheck(outcomes.sold(), contracts, prices).run(currency.get());
    places.top(top.atKey(top.has("defaults") ? "defaults" : "rules"));
    return Optional.of(
        CompiledRulebook.of(
            new RulebookContent(
                version.get(),
                effectiveFrom.get(),
                currency.get(),
                contracts.stream().map(ContractReader.Entry::contract).toList(),
                rules,
                defaults,
                classes,
                references,
                noise,
                hours,
                limit.orElse(TEST_SIGNAL_LIMIT))));
  }

  private List<Rule> rules(Section top, OutcomeReader outcomes, Set<String> schedules) {
    var rules = new ArrayList<Rule>();
    var ids = new UniqueIds("rule");
    for (Node entry : top.list("rules", MOST_RULES)) {
      Section.of(document, entry, Section.nameOf("rule", entry), Set.of("id", "when", "then"))
          .flatMap(section -> rule(section, outcomes, schedules, ids))
          .ifPresent(rules::add);
    }
    return rules;
  }

  private Optional<Rule> rule(
      Section section, OutcomeReader outcomes, Set<String> schedules, UniqueIds ids) {
    section.require("id");
    Optional<String> id = Values.id(section);
    id.ifPresent(name -> ids.add(section, name));
    Optional<ScalarNode> text = section.requiredScalar("when");
    Optional<Condition> when = text.flatMap(node -> condition(section, node, schedules));
    Optional<Outcome> then =
        section.required("then").flatMap(node -> outcomes.read(node, section.name()));
    if (id.isEmpty() || when.isEmpty() || then.isEmpty()) {
      return Optional.empty();
    }
    text.ifPresent(node -> places.put(Places.Kind.RULE, id.get(), document.place(node, 0)));
    return Optional.of(new Rule(id.get(), when.get(), then.get()));
  }

  private Optional<Condition> condition(Section rule, ScalarNode node, Set<String> schedules) {
    return Optional.ofNullable(
        switch (ConditionCompiler.compile(node.getValue(), schedules)) {
          case ConditionReading.Usable(Condition condition) -> condition;
          case ConditionReading.Refused(List<ConditionReading.Problem> problems) ->
              refused(rule, node, problems);
        });
  }

  private @Nullable Condition refused(
      Section rule, ScalarNode node, List<ConditionReading.Problem> problems) {
    for (ConditionReading.Problem problem : problems) {
      document.error(node, problem.offset(), "%s: %s".formatted(rule.name(), problem.message()));
    }
    return null;
  }

  private Map<EventType, Outcome> defaults(Section top, OutcomeReader outcomes) {
    var defaults = new EnumMap<EventType, Outcome>(EventType.class);
    Optional<Section> section =
        top.optional("defaults").flatMap(node -> Section.of(document, node, "defaults", TYPES));
    if (section.isEmpty()) {
      return defaults;
    }
    for (EventType type : EventType.values()) {
      if (section.get().has(type.name())) {
        places.put(Places.Kind.DEFAULT, type.name(), section.get().atKey(type.name()));
      }
      section
          .get()
          .optional(type.name())
          .flatMap(node -> outcomes.read(node, "default of " + type.name()))
          .ifPresent(outcome -> defaults.put(type, outcome));
    }
    return defaults;
  }
}
