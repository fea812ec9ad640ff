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
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

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
  static ConditionReading compile(String text) {
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
      return check(text, parsed.getAst());
    } catch (CelValidationException | CelEvaluationException e) {
      throw new IllegalStateException("a checked condition does not compile", e);
    }
  }

  private static ConditionReading check(String text, CelAbstractSyntaxTree tree)
      throws CelValidationException, CelEvaluationException {
    ConditionWalk walk = ConditionWalk.over(tree);
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
    return new ConditionReading.Usable(
        new Condition(
            CEL.createProgram(checked.getAst()),
            ConditionTypes.of(tree.getExpr()),
            walk.fields(),
            walk.attributes()));
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
