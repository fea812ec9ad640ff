package io.tocsin.policy.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class SortedTextTest {
  private static final List<String> TEXTS =
      List.of(
          "",
          "\0",
          "\1",
          "a",
          "a\0",
          "ab",
          "é",
          "\uD7FF",
          "\uE000",
          "\uFFFD",
          "\uD83D\uDD14",
          "\uD83D\uDD15a");

  @Test
  void theOrderIsThatOfTheBytesOnDisk() {
    for (String one : TEXTS) {
      for (String other : TEXTS) {
        int bytes =
            Arrays.compareUnsigned(
                one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
        assertThat(Integer.signum(SortedText.ORDER.compare(one, other)))
            .as("%s and %s", one, other)
            .isEqualTo(Integer.signum(bytes));
      }
    }
  }

  @Test
  void numbersAreInTheirOrder() {
    List<String> numbers =
        LongStream.of(Long.MIN_VALUE, -86_400_000, -1, 0, 1, 1_793_678_400_000L, Long.MAX_VALUE)
            .mapToObj(SortedText::number)
            .toList();

    assertThat(numbers).isSortedAccordingTo(SortedText.ORDER);
    assertThat(SortedText.readNumber("x" + numbers.get(1), 1)).isEqualTo(-86_400_000);
  }

  @Test
  void aPartIsReadAsItWasWrittenWhateverIsInIt() {
    for (String text : TEXTS) {
      String entry = "r\0" + SortedText.part(text) + "rest\0";
      assertThat(SortedText.firstPart(entry, "r\0")).isEqualTo(text);
    }
  }

  /// An id that holds what ends a part must not be found under a shorter id.
  @Test
  void noPartIsTheBeginningOfAnother() {
    String shorter = SortedText.part("4711");
    String longer = SortedText.part("4711\0other");

    assertThat(SortedText.ORDER.compare(longer, SortedText.end(shorter))).isNotNegative();
  }
}
