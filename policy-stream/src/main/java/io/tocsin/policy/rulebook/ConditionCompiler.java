package io.tocsin.policy.rulebook;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.parser.CelUnparser;
import dev.cel.parser.CelUnparserFactory;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Compiles the conditions of a rulebook: CEL over the fields of [EventFields], each declared with
/// its type, so that a misspelt field or a comparison of a number with a text is found when the
/// rulebook is read and not when an event comes by.
///
/// There are no macros and so no loops: what a condition costs is bounded by its length.
final class ConditionCompiler {
  /// Characters of one condition.
  static final int LONGEST = 4_000;

  private static final String GET = "attributes_get_string";
  private static final Cel CEL = cel();
  private static final CelUnparser UNPARSER = CelUnparserFactory.newUnparser();

  private ConditionCompiler() {}

  private static Cel cel() {
    MapType attributes = MapType.create(SimpleType.STRING, SimpleType.STRING);
    var builder =
        CelFactory.plannerCelBuilder()
            .setOptions(
                CelOptions.current()
                    .maxExpressionCodePointSize(LONGEST)
                    .maxParseRecursionDepth(32)
                    .maxParseExpressionNodeCount(1_000)
                    .enableComprehension(false)
                    .enableHeterogeneousNumericComparisons(true)
                    .maxRegexProgramSize(1_000)
                    .build())
            .setResultType(SimpleType.BOOL)
            .addFunctionDeclarations(
                CelFunctionDecl.newFunctionDeclaration(
                    "get",
                    CelOverloadDecl.newMemberOverload(
                        GET, SimpleType.STRING, attributes, SimpleType.STRING)))
            .addFunctionBindings(
                CelFunctionBinding.from(GET, Map.class, String.class, ConditionCompiler::get));
    // A dotted name is one variable: `event` itself is nothing, and `event.categry` is not
    // declared.
    EventFields.ALL.forEach(field -> builder.addVar(field.name(), field.type()));
    return builder.build();
  }

  private static Object get(Map<?, ?> attributes, String name) {
    Object value = attributes.get(name);
    return value == null ? "" : value;
  }

  /// Compiles one condition.
  ///
  /// @param schedules the schedules that it may name
  static ConditionReading compile(String text, Set<String> schedules) {
    if (text.codePointCount(0, text.length()) > LONGEST) {
      return refused(0, "the condition is longer than %d characters".formatted(LONGEST));
    }
    CelValidationResult parsed = CEL.parse(text);
    if (parsed.hasError()) {
      // What follows the first error is mostly its echo.
      CelIssue first =
          parsed.getErrors().stream()
              .min(Comparator.comparingInt(issue -> offset(text, issue)))
              .orElseThrow();
      int offset = offset(text, first);
      String before = text.substring(0, text.offsetByCodePoints(0, offset));
      return refused(offset, CelWords.ofSyntax(first.getMessage(), before));
    }
    try {
      return check(text, parsed.getAst(), schedules);
    } catch (CelValidationException | CelEvaluationException e) {
      throw new IllegalStateException("a checked condition does not compile", e);
    }
  }

  private static ConditionReading check(
      String text, CelAbstractSyntaxTree tree, Set<String> schedules)
      throws CelValidationException, CelEvaluationException {
    ConditionWalk walk = ConditionWalk.over(tree, schedules);
    if (!walk.problems().isEmpty()) {
      return new ConditionReading.Refused(walk.problems());
    }
    CelValidationResult checked = CEL.check(tree);
    if (checked.hasError()) {
      return new ConditionReading.Refused(
          checked.getErrors().stream()
              .map(
                  issue ->
                      new ConditionReading.Problem(
                          offset(text, issue), CelWords.ofTypes(issue.getMessage())))
              .toList());
    }
    CelRuntime.Program program = CEL.createProgram(checked.getAst());
    return new ConditionReading.Usable(
        new Condition(
            program,
            ConditionTypes.of(tree.getExpr()),
            walk.mentions(),
            terms(tree, checked.getAst(), program, schedules)));
  }

  /// The terms of a condition. The checked tree has the same form as the parsed one, so it splits
  /// into as many.
  private static List<Term> terms(
      CelAbstractSyntaxTree parsed,
      CelAbstractSyntaxTree checked,
      CelRuntime.Program whole,
      Set<String> schedules)
      throws CelEvaluationException {
    List<CelExpr> written = Term.split(parsed.getExpr());
    List<CelExpr> typed = Term.split(checked.getExpr());
    var terms = new ArrayList<Term>();
    for (int i = 0; i < written.size(); i++) {
      CelAbstractSyntaxTree part =
          CelAbstractSyntaxTree.newParsedAst(written.get(i), parsed.getSource());
      terms.add(
          new Term(
              written.get(i),
              UNPARSER.unparse(part),
              typed.size() == 1 ? whole : CEL.createProgram(part(checked, typed.get(i))),
              Gate.of(written.get(i)).orElse(null),
              ConditionWalk.over(part, schedules).mentions()));
    }
    return terms;
  }

  private static CelAbstractSyntaxTree part(CelAbstractSyntaxTree checked, CelExpr term) {
    return CelAbstractSyntaxTree.newCheckedAst(
        term, checked.getSource(), checked.getReferenceMap(), checked.getTypeMap());
  }

  private static ConditionReading refused(int offset, String message) {
    return new ConditionReading.Refused(List.of(new ConditionReading.Problem(offset, message)));
  }

  /// Characters before an issue's line and column.
  private static int offset(String text, CelIssue issue) {
    int offset = 0;
    int line = 1;
    int[] characters = text.codePoints().toArray();
    while (line < issue.getSourceLocation().getLine() && offset < characters.length) {
      if (characters[offset++] == '\n') {
        line++;
      }
    }
    return Math.max(0, Math.min(offset + issue.getSourceLocation().getColumn(), characters.length));
  }
}
