package io.tocsin.policy.rulebook;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Says the compiler's messages in words for a reader who does not program.
final class CelWords {
  private static final Pattern WORD = Pattern.compile("'(and|or|not)'", Pattern.CASE_INSENSITIVE);
  private static final Pattern NOT = Pattern.compile("\\b(not)\\s+$", Pattern.CASE_INSENSITIVE);
  private static final Map<String, String> SIGNS = Map.of("and", "&&", "or", "||", "not", "!");
  private static final Pattern TOKEN =
      Pattern.compile("token recognition error at: '(.*)", Pattern.DOTALL);
  private static final Pattern UNDECLARED =
      Pattern.compile("undeclared reference to '([^']+)'.*", Pattern.DOTALL);
  private static final Pattern OVERLOAD =
      Pattern.compile(
          "found no matching overload for '(.+)' applied to '(?:(.+)\\.)?\\((.*)\\)' \\(cand.*",
          Pattern.DOTALL);
  private static final Pattern RESULT = Pattern.compile("expected type 'bool' but found '(.+)'");
  private static final int LONGEST = 120;

  private CelWords() {}

  /// A message of the parser.
  ///
  /// @param before the condition's text up to the place of the message
  static String ofSyntax(String message, String before) {
    Matcher word = WORD.matcher(message);
    if (word.find()) {
      return sign(word.group(1));
    }
    Matcher not = NOT.matcher(before);
    if (not.find()) {
      return sign(not.group(1));
    }
    Matcher token = TOKEN.matcher(message);
    if (token.matches()) {
      return ofToken(token.group(1));
    }
    if (message.contains("missing ')'")) {
      return "a closing ) is missing";
    }
    if (message.contains("missing ']'")) {
      return "a closing ] is missing";
    }
    if (message.contains("'<EOF>'") || message.contains("at '<EOF>")) {
      return "the condition ends too early";
    }
    String shorter = message.replaceFirst(" expecting .*", "");
    return "the condition cannot be read from here on (%s)"
        .formatted(shorter.length() <= LONGEST ? shorter : shorter.substring(0, LONGEST));
  }

  private static String sign(String word) {
    return "write %s for %s".formatted(SIGNS.get(word.toLowerCase(Locale.ROOT)), word);
  }

  private static String ofToken(String token) {
    return switch (token.isEmpty() ? ' ' : token.charAt(0)) {
      case '=' -> "a single = means nothing here; to compare, write ==";
      case '“', '”', '‘', '’' -> "use straight quotes: \" or '";
      case '"', '\'' -> "a text begins here and does not end: its closing quote is missing";
      case '&' -> "write && for and";
      case '|' -> "write || for or";
      default -> "this sign means nothing here: " + token.replaceAll("\\s*'?$", "");
    };
  }

  /// A message of the type checker.
  static String ofTypes(String message) {
    Matcher undeclared = UNDECLARED.matcher(message);
    if (undeclared.matches()) {
      return "there is no function %s; the reference lists what a condition can use"
          .formatted(undeclared.group(1));
    }
    Matcher result = RESULT.matcher(message);
    if (result.matches()) {
      return "a condition must be true or false, and this is %s".formatted(type(result.group(1)));
    }
    Matcher overload = OVERLOAD.matcher(message);
    if (overload.matches()) {
      return overload(overload.group(1), overload.group(2), overload.group(3));
    }
    return message;
  }

  private static String overload(String function, @Nullable String target, String args) {
    String operator = function.replace("_", "").replace("@", "");
    String kinds =
        Arrays.stream(args.split(", ?(?![^(]*\\))", -1))
            .map(CelWords::type)
            .collect(Collectors.joining(" and "));
    if (target != null) {
      return "%s does not work on %s with %s".formatted(operator, type(target), kinds);
    }
    return args.contains(",")
        ? "%s does not work between %s".formatted(operator, kinds)
        : "%s does not work on %s".formatted(operator, kinds);
  }

  private static String type(String name) {
    return switch (name.strip()) {
      case "string" -> "a text";
      case "int", "uint" -> "a whole number";
      case "double" -> "a decimal number";
      case "bool" -> "true/false";
      case "map(string, string)" -> "the attributes";
      case String list when list.startsWith("list(") -> "a list";
      default -> name;
    };
  }
}
