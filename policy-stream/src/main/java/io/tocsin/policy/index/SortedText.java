package io.tocsin.policy.index;

import java.util.Comparator;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Index entries: texts made of parts, each ended by a character 0 but the last, whose order is
/// that of their parts.
public final class SortedText {
  /// By code points, which is also the order of their UTF-8 bytes, so that a store on disk and a
  /// tree in memory agree.
  public static final Comparator<String> ORDER = SortedText::compare;

  /// Ends a part.
  public static final char END = '\0';

  private static final char NEXT = '\1';
  private static final int DIGITS = 16;

  private SortedText() {}

  private static int compare(String one, String other) {
    int common = Math.min(one.length(), other.length());
    for (int i = 0; i < common; i++) {
      char a = one.charAt(i);
      char b = other.charAt(i);
      if (a != b) {
        // Halves of a character beyond the first 65,536 come after all others.
        int halves = Boolean.compare(Character.isSurrogate(a), Character.isSurrogate(b));
        return halves != 0 ? halves : Character.compare(a, b);
      }
    }
    return Integer.compare(one.length(), other.length());
  }

  /// A part with its end. An absent one is as an empty one.
  public static String part(@Nullable String text) {
    String some = text == null ? "" : text;
    boolean plain = some.indexOf(END) < 0 && some.indexOf(NEXT) < 0;
    return (plain ? some : some.replace("\1", "\1\2").replace("\0", "\1\1")) + END;
  }

  /// A whole number in sixteen hexadecimal digits, so that the order of texts is that of numbers.
  public static String number(long value) {
    return HexFormat.of().toHexDigits(value ^ Long.MIN_VALUE);
  }

  /// Reads a number.
  ///
  /// @param at where it begins
  public static long readNumber(String entry, int at) {
    return HexFormat.fromHexDigitsToLong(entry, at, at + DIGITS) ^ Long.MIN_VALUE;
  }

  /// The place right after a number.
  public static int afterNumber(int at) {
    return at + DIGITS;
  }

  /// The first text that comes after every one that begins with some whole parts.
  public static String end(String parts) {
    return parts.substring(0, parts.length() - 1) + NEXT;
  }

  /// The first text that comes after a text.
  public static String next(String text) {
    return text + END;
  }

  /// The part that comes after some whole parts, without its end.
  public static String firstPart(String entry, String parts) {
    return entry
        .substring(parts.length(), entry.indexOf(END, parts.length()))
        .replace("\1\1", "\0")
        .replace("\1\2", "\1");
  }
}
