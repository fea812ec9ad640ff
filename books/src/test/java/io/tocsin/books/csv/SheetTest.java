package io.tocsin.books.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// Cells of words and of numbers.
final class SheetTest {
  @Test
  void aTextIsNeverAFormulaAndANumberStaysOne() {
    var sheet = new Sheet<String>().text("word", word -> word).figure("number", word -> word);

    assertThat(sheet.of(Arrays.asList("-85.00", "=1+1", "@x", "+1", "a,b", null)).lines())
        .containsExactly(
            "word,number",
            "'-85.00,-85.00",
            "'=1+1,=1+1",
            "'@x,@x",
            "'+1,+1",
            "\"a,b\",\"a,b\"",
            ",");
  }
}
