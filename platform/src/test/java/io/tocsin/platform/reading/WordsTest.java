package io.tocsin.platform.reading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class WordsTest {
  @Test
  void controlCharactersAndLineSeparatorsBecomeOneSpace() {
    assertThat(Words.clean(" a\r\n\u0000b\u0085c\u2028d ")).isEqualTo("a b c d");
    assertThat(Words.clean("\u0000\t ")).isNull();
    assertThat(Words.clean(null)).isNull();
  }

  @Test
  void aLongTextIsCutBetweenCharacters() {
    assertThat(Words.clean("x".repeat(600))).hasSize(500);
    String cut = Words.clean("x".repeat(499) + "\uD83D\uDD25 fire");
    assertThat(cut).isEqualTo("x".repeat(499));
    assertThat(UTF_8.newEncoder().canEncode(cut)).isTrue();
  }
}
