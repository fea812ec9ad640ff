package io.tocsin.policy.rulebook;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Walks a parsed condition once: which fields it mentions, and the mistakes that a type checker
/// does not see or says in a programmer's words.
final class ConditionWalk {
  private static final String EVENT = "event";
  private static final String EQUALS = "_==_";
  private static final String NOT_EQUALS = "_!=_";
  private static final String IN = "@in";
  private static final String INDEX = "_[_]";

  /// What other users of CEL know; each would make the cost of a condition hard to bound.
  private static final Set<String> LOOPS =
      Set.of("all", "exists", "exists_one", "map", "filter", "has");

  private final CelAbstractSyntaxTree tree;
  private final Set<String> schedules;
  private final NavigableSet<String> fields = new TreeSet<>();
  private final NavigableSet<String> attributes = new TreeSet<>();
  private final NavigableSet<String> named = new TreeSet<>();
  private final List<ConditionReading.Problem> problems = new ArrayList<>();

  private ConditionWalk(CelAbstractSyntaxTree tree, Set<String> schedules) {
    this.tree = tree;
    this.schedules = schedules;
  }

  /// @param schedules the schedules that the condition may name
  static ConditionWalk over(CelAbstractSyntaxTree tree, Set<String> schedules) {
    var walk = new ConditionWalk(tree, schedules);
    walk.visit(tree.getExpr());
    return walk;
  }

  /// What the condition looks at.
  Mentions mentions() {
    return new Mentions(fields, attributes, named);
  }

  List<ConditionReading.Problem> problems() {
    return problems;
  }

  /// The field that an expression names, for example `event.type`; empty where it is no such name.
  static Optional<String> fieldOf(CelExpr expression) {
    return expression.getKind() == CelExpr.ExprKind.Kind.SELECT
            && isEvent(expression.select().operand())
        ? Optional.of(EventFields.PREFIX + expression.select().field())
        : Optional.empty();
  }

  /// The text of a constant; empty where the expression is no constant text.
  static Optional<String> textOf(CelExpr expression) {
    return expression.getKind() == CelExpr.ExprKind.Kind.CONSTANT
            && expression.constant().getKind() == CelConstant.Kind.STRING_VALUE
        ? Optional.of(expression.constant().stringValue())
        : Optional.empty();
  }

  private static boolean isEvent(CelExpr expression) {
    return expression.getKind() == CelExpr.ExprKind.Kind.IDENT
        && expression.ident().name().equals(EVENT);
  }

  private void visit(CelExpr expression) {
    switch (expression.getKind()) {
      case IDENT -> ident(expression);
      case SELECT -> select(expression);
      case CALL -> call(expression);
      case LIST -> expression.list().elements().forEach(this::visit);
      case MAP, STRUCT, COMPREHENSION ->
          problem(expression, "braces { } have no use in a condition");
      case CONSTANT, NOT_SET -> {
        // Nothing inside.
      }
    }
  }

  private void ident(CelExpr expression) {
    String name = expression.ident().name();
    if (name.equals(EVENT)) {
      problem(expression, "event alone is no value; name the field, for example event.type");
    } else {
      String field = EventFields.PREFIX + name;
      problem(
          expression,
          EventFields.typeOf(field).isPresent()
              ? "%s is not known here; write %s".formatted(name, field)
              : "%s is not known here; a field begins with event., a text stands in quotes"
                  .formatted(name));
    }
  }

  private void select(CelExpr expression) {
    CelExpr operand = expression.select().operand();
    Optional<String> field = fieldOf(expression);
    if (field.isPresent()) {
      known(operand, field.get());
      return;
    }
    Optional<String> whole = fieldOf(operand);
    if (whole.isPresent() && whole.get().equals(EventFields.ATTRIBUTES)) {
      problem(operand, "write event.attributes.get(\"%s\")".formatted(expression.select().field()));
    } else if (whole.isPresent() && EventFields.typeOf(whole.get()).isPresent()) {
      problem(
          operand, "%s has no part called %s".formatted(whole.get(), expression.select().field()));
    } else {
      visit(operand);
    }
  }

  private void known(CelExpr at, String field) {
    if (EventFields.typeOf(field).isPresent()) {
      fields.add(field);
    } else {
      problem(
          at,
          "there is no field %s%s"
              .formatted(field, Suggestion.of(field, EventFields.meanings().keySet())));
    }
  }

  private void call(CelExpr expression) {
    CelExpr.CelCall call = expression.call();
    List<CelExpr> args = call.args();
    boolean index =
        call.function().equals(INDEX)
            && fieldOf(args.getFirst()).filter(EventFields.ATTRIBUTES::equals).isPresent();
    if (index) {
      problem(
          args.getFirst(),
          "write event.attributes.get(\"name\"), which is \"\" where the event has no such"
              + " attribute");
      return;
    }
    if (LOOPS.contains(call.function())) {
      problem(
          expression,
          "there is no function %s; conditions have no loops and need no has()"
              .formatted(call.function()));
      return;
    }
    if (call.function().equals("dyn")) {
      problem(expression, "dyn switches the checks off and is not allowed");
      return;
    }
    call.target().ifPresent(this::visit);
    args.forEach(this::visit);
    vocabulary(call.function(), args);
    pattern(call);
    attribute(call);
  }

  /// A comparison of a field that has a fixed list of words with another word.
  private void vocabulary(String function, List<CelExpr> args) {
    if (args.size() != 2) {
      return;
    }
    CelExpr left = args.getFirst();
    CelExpr right = args.getLast();
    if (function.equals(EQUALS) || function.equals(NOT_EQUALS)) {
      word(left, right);
      word(right, left);
      schedulesIn(left, right);
      schedulesIn(right, left);
    } else if (function.equals(IN) && right.getKind() == CelExpr.ExprKind.Kind.LIST) {
      right.list().elements().forEach(element -> word(left, element));
    } else if (function.equals(IN) && isSchedules(right)) {
      schedule(left);
    }
  }

  private static boolean isSchedules(CelExpr expression) {
    return fieldOf(expression).filter(EventFields.SCHEDULES::equals).isPresent();
  }

  private void schedulesIn(CelExpr field, CelExpr list) {
    if (isSchedules(field) && list.getKind() == CelExpr.ExprKind.Kind.LIST) {
      list.list().elements().forEach(this::schedule);
    }
  }

  private void schedule(CelExpr constant) {
    Optional<String> name = textOf(constant);
    if (name.isEmpty()) {
      problem(constant, "name the schedule by a text in quotes, for example \"after-hours\"");
    } else if (!schedules.contains(name.get())) {
      problem(
          constant,
          schedules.isEmpty()
              ? "there is no schedule %s; the section 'schedules' has none".formatted(name.get())
              : "there is no schedule %s%s"
                  .formatted(name.get(), Suggestion.orOneOf(name.get(), schedules)));
    } else {
      named.add(name.get());
    }
  }

  private void word(CelExpr field, CelExpr constant) {
    Optional<String> name = fieldOf(field);
    Optional<String> text = textOf(constant);
    if (name.isEmpty() || text.isEmpty()) {
      return;
    }
    Set<String> words = EventFields.CLOSED.get(name.get());
    // An absent qualifier is the empty text.
    if (words != null && !text.get().isEmpty() && !words.contains(text.get())) {
      problem(
          constant,
          "%s is never \"%s\"%s"
              .formatted(name.get(), text.get(), Suggestion.orOneOf(text.get(), words)));
    }
  }

  private void pattern(CelExpr.CelCall call) {
    if (!call.function().equals("matches") || call.args().isEmpty()) {
      return;
    }
    CelExpr argument = call.args().getLast();
    Optional<String> text = textOf(argument);
    if (text.isEmpty()) {
      problem(argument, "the pattern must be a text in quotes");
      return;
    }
    PatternCheck.problemOf(text.get()).ifPresent(message -> problem(argument, message));
  }

  private void attribute(CelExpr.CelCall call) {
    boolean read =
        call.function().equals("get")
            && call.target()
                .flatMap(ConditionWalk::fieldOf)
                .filter(EventFields.ATTRIBUTES::equals)
                .isPresent();
    if (read && !call.args().isEmpty()) {
      CelExpr name = call.args().getFirst();
      textOf(name)
          .ifPresentOrElse(
              attributes::add,
              () -> problem(name, "name the attribute by a text in quotes, for example \"shift\""));
    }
  }

  private void problem(CelExpr at, String message) {
    CelExpr first = at; // A chain of names is said to stand where its first name stands.
    while (first.getKind() == CelExpr.ExprKind.Kind.SELECT) {
      first = first.select().operand();
    }
    Integer offset = tree.getSource().getPositionsMap().get(first.id());
    problems.add(new ConditionReading.Problem(offset == null ? 0 : offset, message));
  }
}
