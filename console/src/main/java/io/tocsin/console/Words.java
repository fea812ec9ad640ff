package io.tocsin.console;

import io.tocsin.schemas.EndState;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Values as words that an operator or a finance person reads.
final class Words {
  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Words() {}

  /// A moment, to the second.
  static String time(Instant moment) {
    return UTC.format(moment);
  }

  /// An end state.
  static String of(EndState state) {
    return switch (state) {
      case BILLABLE -> "billable";
      case NOT_BILLABLE -> "not billable";
      case MERGED -> "merged";
      case IN_REVIEW -> "in review";
      case DEAD_LETTERED -> "dead-lettered";
    };
  }

  /// A symbol such as NOTHING_TO_DO in lower-case words.
  static String of(String symbol) {
    return symbol.toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /// How a sink stands with an event.
  static String status(String status) {
    return switch (status) {
      case "REFUSED" -> "declined";
      case "UNKNOWN_OUTCOME" -> "sent, not answered";
      default -> of(status);
    };
  }

  /// How a sender proved itself.
  static String auth(@Nullable String scheme, @Nullable String keyId) {
    if (scheme == null) {
      return "not recorded";
    }
    String how =
        scheme.startsWith("HMAC")
            ? scheme.replace('_', '-')
            : scheme.equals("NONE") ? "not at all: the source is configured so" : of(scheme);
    return keyId == null ? how : how + ", key " + printable(keyId);
  }

  /// An amount with its currency.
  static String money(BigDecimal amount, String currency) {
    return amount.toPlainString() + " " + printable(currency);
  }

  /// A number with its noun.
  static String count(long number, String one, String many) {
    return number + " " + (number == 1 ? one : many);
  }

  /// Text that cannot move the cursor or turn the line of a terminal: control and direction
  /// characters, which a sender may have put in, become question marks.
  static String printable(String text) {
    return text.codePoints()
        .mapToObj(c -> isPlain(c) ? Character.toString(c) : c == '\n' || c == '\t' ? " " : "?")
        .collect(Collectors.joining());
  }

  private static boolean isPlain(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /// Text of at most some characters, the cut marked.
  static String atMost(int characters, String text) {
    if (text.codePointCount(0, text.length()) <= characters) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, characters - 1)) + "…";
  }
}
