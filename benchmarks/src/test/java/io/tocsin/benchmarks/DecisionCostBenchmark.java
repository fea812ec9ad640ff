package io.tocsin.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.policy.decision.Draft;
import io.tocsin.policy.rulebook.CompiledRulebook;
import io.tocsin.policy.rulebook.Condition;
import io.tocsin.policy.rulebook.EventFields;
import io.tocsin.policy.rulebook.RulebookLinter;
import io.tocsin.policy.rulebook.RulebookReader;
import io.tocsin.policy.rulebook.RulebookReading;
import io.tocsin.policy.rulebook.Verdict;
import io.tocsin.policy.site.MemorySite;
import io.tocsin.policy.site.RulebooksByDay;
import io.tocsin.policy.site.SiteDecider;
import io.tocsin.policy.site.SiteEvent;
import io.tocsin.schemas.CanonicalEvent;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

/// What one decision costs by the number of rules, beside two ways to find the rule: the conditions
/// compiled anew for each decision, which is what an engine without compiled rules does, and the
/// same conditions written in Java, below which nothing gets.
///
/// A decision is that of `SiteDecider` for one event of a site with a thousand: its incident, the
/// rule, the contract, and the record that is written. The other two only find the rule.
final class DecisionCostBenchmark {
  private static final int EVENTS = 1_000;
  private static final int NONE = -1;

  /// Calls of what takes some nanoseconds that are timed at once.
  private static final int GROUP = 1_000;

  private static final SiteDecider DECIDER = new SiteDecider();

  /// Everything is compiled by the JVM before the first number is taken.
  @BeforeAll
  static void warmUp() {
    for (Rules.Kind kind : Rules.Kind.values()) {
      var some = new Rules(kind, 20, 20);
      List<CanonicalEvent> events = events(10);
      MemorySite site = site(events, read(some.yaml()));
      Timing.of(i -> DECIDER.decide(events.get(i % EVENTS).getEventKey(), site));
      Timing.of(i -> compiledAnew(some.conditions(), events.get(i % EVENTS)));
      Timing.of(_ -> RulebookLinter.warnings(some.yaml()));
    }
  }

  @Test
  void aDecisionByTheNumberOfRules() {
    System.out.println(Machine.described() + " events at the site=" + EVENTS);
    decide(new Rules(Rules.Kind.BY_CONSTANT, 0, 0), "none", NONE, false);
    for (Rules.Kind kind : Rules.Kind.values()) {
      for (int rules : List.of(1, 100, 1_000)) {
        var some = new Rules(kind, rules, 0);
        decide(some, "first", 0, true);
        if (rules > 1) {
          decide(some, "last", rules - 1, true);
        }
        decide(some, "none", NONE, true);
      }
    }
  }

  /// What rules cost that are for other types.
  @Test
  void aDecisionAmongRulesForOtherTypes() {
    System.out.println(Machine.described() + " events at the site=" + EVENTS);
    for (Rules.Kind kind : Rules.Kind.values()) {
      for (Rules some : List.of(new Rules(kind, 10, 0), new Rules(kind, 10, 990))) {
        decide(some, "last", 9, false);
        decide(some, "none", NONE, false);
      }
    }
  }

  @Test
  void aRulebookOfAThousandRulesIsReadAndLookedThrough() {
    System.out.println(Machine.described());
    for (Rules.Kind kind : Rules.Kind.values()) {
      String yaml = new Rules(kind, 1_000, 0).yaml();
      assertThat(RulebookLinter.warnings(yaml)).isNotNull();
      System.out.printf("%-11s 1000 rules, %d characters%n", kind, yaml.length());
      print("its YAML alone", Timing.of(_ -> parsed(yaml)));
      print("read and compiled", Timing.of(_ -> read(yaml)));
      print("read, compiled and looked through", Timing.of(_ -> RulebookLinter.warnings(yaml)));
    }
  }

  private void decide(Rules rules, String which, int rule, boolean compare) {
    CompiledRulebook rulebook = read(rules.yaml());
    assertThat(rulebook.rules()).hasSize(rules.ofTheType() + rules.ofOthers());
    List<CanonicalEvent> events = events(rule);
    MemorySite site = site(events, rulebook);
    List<String> keys = events.stream().map(CanonicalEvent::getEventKey).toList();
    Draft draft = DECIDER.decide(keys.getFirst(), site);
    String expected = rule == NONE ? "defaults/" + Rules.TYPE : Rules.id(rule);
    assertThat(draft.decision().getRuleId()).isEqualTo(expected);

    System.out.printf(
        "%-11s %4d rules for its type, %3d for others; %s matches%n",
        rules.kind(), rules.ofTheType(), rules.ofOthers(), which);
    print("decision", Timing.of(i -> DECIDER.decide(keys.get(i % EVENTS), site)));
    if (!compare) {
      return;
    }
    List<String> texts = rules.conditions();
    List<Predicate<CanonicalEvent>> plain = rules.java();
    assertThat(compiledAnew(texts, events.getFirst())).isEqualTo(rule);
    assertThat(inJava(plain, events.getFirst())).isEqualTo(rule);
    print("compiled anew", Timing.of(i -> compiledAnew(texts, events.get(i % EVENTS))));
    print("in Java", Timing.of(GROUP, i -> inJava(plain, events.get(i % EVENTS))));
  }

  /// The number of the first rule that matches.
  private static int compiledAnew(List<String> conditions, CanonicalEvent event) {
    Map<String, Object> values = EventFields.valuesOf(event, false, List.of());
    for (int i = 0; i < conditions.size(); i++) {
      if (Condition.of(conditions.get(i)).test(values) instanceof Verdict.Holds) {
        return i;
      }
    }
    return NONE;
  }

  private static int inJava(List<Predicate<CanonicalEvent>> conditions, CanonicalEvent event) {
    for (int i = 0; i < conditions.size(); i++) {
      if (conditions.get(i).test(event)) {
        return i;
      }
    }
    return NONE;
  }

  private static List<CanonicalEvent> events(int rule) {
    var events = new ArrayList<CanonicalEvent>();
    for (int i = 0; i < EVENTS; i++) {
      events.add(Rules.event(rule, i));
    }
    return events;
  }

  private static MemorySite site(List<CanonicalEvent> events, CompiledRulebook rulebook) {
    var site = new MemorySite();
    site.configure(List.of(), new RulebooksByDay(List.of(rulebook)));
    events.forEach(event -> site.put(event.getEventKey(), new SiteEvent(event, null)));
    return site;
  }

  private static CompiledRulebook read(String yaml) {
    return switch (RulebookReader.read(yaml)) {
      case RulebookReading.Valid(CompiledRulebook rulebook) -> rulebook;
      case RulebookReading.Invalid invalid -> throw new AssertionError(invalid.errors());
    };
  }

  private static Object parsed(String yaml) {
    var options = new LoaderOptions();
    options.setCodePointLimit(RulebookReader.LONGEST);
    return new Yaml(options).compose(new StringReader(yaml));
  }

  private static void print(String what, Timing timing) {
    System.out.printf("  %-34s %s%n", what, timing);
  }
}
