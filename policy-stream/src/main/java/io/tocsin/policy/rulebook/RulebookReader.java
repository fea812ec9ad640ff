package io.tocsin.policy.rulebook;

import io.tocsin.schemas.EventType;
import java.io.StringReader;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/// Reads a rulebook: one YAML document, validated whole. Either all of it is good, or everything
/// that is wrong with it is said at once, each with line and column.
///
/// The shape is described in this module's `docs/rulebook.md`.
public final class RulebookReader {
  /// Characters of a rulebook; well below the largest record.
  public static final int LONGEST = 512 * 1024;

  private static final int MOST_RULES = 1_000;
  private static final int MOST_CONTRACTS = 10_000;
  private static final int DEEPEST = 20;
  private static final Set<String> TOP =
      Set.of(
          "version",
          "effective-from",
          "currency",
          "teams",
          "service-levels",
          "contracts",
          "rules",
          "defaults");
  private static final Pattern WHOLE_NUMBER = Pattern.compile("[1-9][0-9]{0,8}");
  private static final Pattern DAY = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
  private static final Pattern RULE_ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
  private static final Pattern NAME = Pattern.compile("\\S(.{0,98}\\S)?");

  private static final Mark START = new Mark("rulebook", 0, 0, 0, new int[0], 0);

  private final Document document;

  private RulebookReader(Document document) {
    this.document = document;
  }

  /// Reads a rulebook.
  public static RulebookReading read(String yaml) {
    String text = yaml.startsWith("\uFEFF") ? yaml.substring(1) : yaml;
    if (text.length() > LONGEST) {
      return new RulebookReading.Invalid(
          List.of(
              new RulebookError(
                  1, 1, "the rulebook is longer than %d characters".formatted(LONGEST))));
    }
    var document = new Document(text);
    Optional<CompiledRulebook> rulebook =
        compose(document, text).flatMap(new RulebookReader(document)::rulebook);
    return document.errors().isEmpty() && rulebook.isPresent()
        ? new RulebookReading.Valid(rulebook.get())
        : new RulebookReading.Invalid(document.errors());
  }

  private static Optional<Node> compose(Document document, String text) {
    var options = new LoaderOptions();
    options.setNestingDepthLimit(DEEPEST);
    options.setCodePointLimit(LONGEST);
    try {
      refuseAliases(document, new Yaml(options).parse(new StringReader(text)));
      if (!document.errors().isEmpty()) {
        return Optional.empty();
      }
      Node root = new Yaml(options).compose(new StringReader(text));
      if (root == null) {
        document.error(START, "the rulebook is empty");
      }
      return Optional.ofNullable(root);
    } catch (MarkedYAMLException e) {
      Mark mark = e.getProblemMark() != null ? e.getProblemMark() : START;
      document.error(mark, unreadable(e));
      return Optional.empty();
    } catch (YAMLException e) {
      document.error(START, "this is no readable YAML document: " + e.getMessage());
      return Optional.empty();
    }
  }

  /// Names for parts (&x, *x) would let one line change many, unseen.
  private static void refuseAliases(Document document, Iterable<Event> events) {
    for (Event event : events) {
      if (event instanceof AliasEvent alias) {
        document.error(
            alias.getStartMark(),
            "a rulebook borrows no parts from itself; write out what *%s stands for"
                .formatted(alias.getAnchor()));
      }
    }
  }

  private static String unreadable(MarkedYAMLException e) {
    String problem = e.getProblem() == null ? "" : e.getProblem();
    if (problem.contains("\\t")) {
      return "a tab stands here; indent with spaces";
    }
    if (problem.contains("mapping values are not allowed")) {
      return "a second ': ' stands in this line; put the text in quotes, or check the indentation";
    }
    if (problem.contains("expected a single document")
        || problem.contains("but found another document")) {
      return "a rulebook is one document; take the line '---' out";
    }
    if (problem.contains("expected <block end>")
        || problem.contains("could not find expected ':'")) {
      return "the indentation does not fit the lines above, or a ':' is missing";
    }
    return "the document cannot be read from here on (%s)".formatted(problem);
  }

  private Optional<CompiledRulebook> rulebook(Node root) {
    Optional<Section> section = Section.of(document, root, "rulebook", TOP);
    return section.flatMap(this::rulebook);
  }

  private Optional<CompiledRulebook> rulebook(Section top) {
    Optional<Integer> version = version(top);
    Optional<LocalDate> effectiveFrom = effectiveFrom(top);
    Optional<Currency> currency = currency(top);
    var outcomes = new OutcomeReader(document, names(top, "teams"), names(top, "service-levels"));
    Map<String, String> contracts = contracts(top);
    List<Rule> rules = rules(top, outcomes);
    Map<EventType, Outcome> defaults = defaults(top, outcomes);
    if (!top.has("rules") && !top.has("defaults")) {
      document.error(
          top.node(), "rulebook: neither 'rules' nor 'defaults': nothing could ever be decided");
    }
    if (version.isEmpty() || effectiveFrom.isEmpty() || currency.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        CompiledRulebook.of(
            version.get(), effectiveFrom.get(), currency.get(), contracts, rules, defaults));
  }

  private static Optional<Integer> version(Section top) {
    Optional<String> text = top.requiredScalar("version").map(ScalarNode::getValue);
    if (text.isPresent() && !WHOLE_NUMBER.matcher(text.get()).matches()) {
      top.error("version", "'version' must be a whole number from 1");
      return Optional.empty();
    }
    return text.map(Integer::valueOf);
  }

  private static Optional<LocalDate> effectiveFrom(Section top) {
    Optional<String> text = top.requiredScalar("effective-from").map(ScalarNode::getValue);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      if (DAY.matcher(text.get()).matches()) {
        return Optional.of(LocalDate.parse(text.get()));
      }
    } catch (DateTimeException e) {
      top.error("effective-from", "'%s' is no day of the calendar".formatted(text.get()));
      return Optional.empty();
    }
    top.error("effective-from", "'effective-from' must be a day written as 2026-01-31");
    return Optional.empty();
  }

  private static Optional<Currency> currency(Section top) {
    Optional<String> text = top.requiredScalar("currency").map(ScalarNode::getValue);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<Currency> currency =
        Currency.getAvailableCurrencies().stream()
            .filter(c -> c.getCurrencyCode().equals(text.get()))
            // Gold and the like have no cents to round to.
            .filter(c -> c.getDefaultFractionDigits() >= 0)
            .findFirst();
    if (currency.isEmpty()) {
      top.error(
          "currency",
          "'%s' is no currency; write its ISO code, for example USD".formatted(text.get()));
    }
    return currency;
  }

  private Set<String> names(Section top, String key) {
    var names = new LinkedHashSet<String>();
    for (Node entry : top.list(key)) {
      if (!(entry instanceof ScalarNode scalar) || !NAME.matcher(scalar.getValue()).matches()) {
        document.error(entry, "'%s' must be a list of names".formatted(key));
      } else if (!names.add(scalar.getValue())) {
        document.error(entry, "'%s' stands twice in '%s'".formatted(scalar.getValue(), key));
      }
    }
    return names;
  }

  private Map<String, String> contracts(Section top) {
    var byClient = new LinkedHashMap<String, String>();
    var ids = new HashMap<String, Integer>();
    List<Node> entries = limited(top, "contracts", MOST_CONTRACTS);
    for (Node entry : entries) {
      Optional<Section> section = Section.of(document, entry, "contract", Set.of("id", "client"));
      if (section.isEmpty()) {
        continue;
      }
      Optional<ScalarNode> id = name(section.get(), "id");
      Optional<ScalarNode> client = name(section.get(), "client");
      id.ifPresent(node -> unique(ids, node, "contract"));
      if (id.isPresent()
          && client.isPresent()
          && byClient.putIfAbsent(client.get().getValue(), id.get().getValue()) != null) {
        document.error(
            client.get(),
            "client '%s' has a contract already (%s); one client has one contract"
                .formatted(client.get().getValue(), byClient.get(client.get().getValue())));
      }
    }
    return byClient;
  }

  private static Optional<ScalarNode> name(Section section, String key) {
    Optional<ScalarNode> name = section.requiredScalar(key);
    if (name.isPresent() && !NAME.matcher(name.get().getValue()).matches()) {
      section.error(key, "'%s' must be a name of at most 100 characters".formatted(key));
      return Optional.empty();
    }
    return name;
  }

  private List<Node> limited(Section top, String key, int most) {
    List<Node> entries = top.list(key);
    if (entries.size() > most) {
      top.error(key, "'%s' has more than %d entries".formatted(key, most));
      return List.of();
    }
    return entries;
  }

  private void unique(Map<String, Integer> lines, ScalarNode id, String what) {
    Integer first = lines.putIfAbsent(id.getValue(), id.getStartMark().getLine() + 1);
    if (first != null) {
      document.error(
          id, "%s id '%s' is used twice, first in line %d".formatted(what, id.getValue(), first));
    }
  }

  private List<Rule> rules(Section top, OutcomeReader outcomes) {
    var rules = new ArrayList<Rule>();
    var ids = new HashMap<String, Integer>();
    for (Node entry : limited(top, "rules", MOST_RULES)) {
      rule(entry, outcomes, ids).ifPresent(rules::add);
    }
    return rules;
  }

  private Optional<Rule> rule(Node entry, OutcomeReader outcomes, Map<String, Integer> ids) {
    Optional<Section> section =
        Section.of(document, entry, nameOf(entry), Set.of("id", "when", "then"));
    if (section.isEmpty()) {
      return Optional.empty();
    }
    Section rule = section.get();
    Optional<ScalarNode> id = rule.requiredScalar("id");
    if (id.isPresent() && !RULE_ID.matcher(id.get().getValue()).matches()) {
      rule.error("id", "'id' must be made of at most 63 lower-case letters, digits and hyphens");
    }
    id.ifPresent(node -> unique(ids, node, "rule"));
    Optional<Condition> when = rule.requiredScalar("when").flatMap(node -> condition(rule, node));
    Optional<Outcome> then =
        rule.required("then").flatMap(node -> outcomes.read(node, rule.name()));
    return id.isPresent() && when.isPresent() && then.isPresent()
        ? Optional.of(new Rule(id.get().getValue(), when.get(), then.get()))
        : Optional.empty();
  }

  /// How messages call a rule: by its id where it has one.
  private static String nameOf(Node entry) {
    if (entry instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        if (tuple.getKeyNode() instanceof ScalarNode key
            && key.getValue().equals("id")
            && tuple.getValueNode() instanceof ScalarNode id
            && !id.getValue().isBlank()) {
          return "rule " + id.getValue();
        }
      }
    }
    return "rule";
  }

  private Optional<Condition> condition(Section rule, ScalarNode node) {
    return Optional.ofNullable(
        switch (ConditionCompiler.compile(node.getValue())) {
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
    Set<String> types =
        Arrays.stream(EventType.values())
            .map(Enum::name)
            .collect(Collectors.toCollection(TreeSet::new));
    var defaults = new EnumMap<EventType, Outcome>(EventType.class);
    Optional<Section> section =
        top.optional("defaults").flatMap(node -> Section.of(document, node, "defaults", types));
    if (section.isEmpty()) {
      return defaults;
    }
    for (EventType type : EventType.values()) {
      section
          .get()
          .optional(type.name())
          .flatMap(node -> outcomes.read(node, "default of " + type.name()))
          .ifPresent(outcome -> defaults.put(type, outcome));
    }
    return defaults;
  }
}
