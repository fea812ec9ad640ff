package io.tocsin.platform.reading;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tocsin.platform.reading.CsvFile.Format;
import io.tocsin.platform.reading.CsvFile.Row;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// CSV as programs really write it.
final class CsvFileTest {
  private static final Format COMMA = new Format(',', UTF_8);
  private static final Charset WINDOWS = Charset.forName("windows-1252");

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void aFileIsCutAtItsLineEndsAndNotInsideQuotes(String end) {
    String file =
        String.join(end, "id,note", "1,\"a" + end + "b \"\"c\"\", d\"", "", "2,plain") + end;

    List<byte[]> lines = CsvFile.lines(file.getBytes(UTF_8), COMMA);

    assertThat(lines).hasSize(3);
    assertThat(text(lines.get(1), 0, lines).text("note")).hasValue("a" + end + "b \"c\", d");
    assertThat(text(lines.get(2), 0, lines).text("id")).hasValue("2");
  }

  @Test
  void theBytesOfARowAreThoseOfTheFile() {
    byte[] file = "id;name\r\n1;\"T\u00FCr; \"\"x\"\"\"\r\n2;y".getBytes(WINDOWS);

    List<byte[]> lines = CsvFile.lines(file, new Format(';', WINDOWS));

    assertThat(lines)
        .containsExactly(
            "id;name\r\n".getBytes(WINDOWS),
            "1;\"T\u00FCr; \"\"x\"\"\"\r\n".getBytes(WINDOWS),
            "2;y".getBytes(WINDOWS));
    assertThat(
            CsvFile.row(CsvFile.withHeader(lines.get(0), lines.get(1)), new Format(';', WINDOWS)))
        .hasValueSatisfying(row -> assertThat(row.text("name")).hasValue("T\u00FCr; \"x\""));
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFirstColumnsName() {
    List<byte[]> lines = CsvFile.lines("\uFEFFid,b\n1,2\n".getBytes(UTF_8), COMMA);

    assertThat(CsvFile.columns(lines.getFirst(), COMMA)).hasValue(List.of("id", "b"));
    assertThat(CsvFile.columns("\uFEFFid,b\n".getBytes(UTF_8), COMMA)).hasValue(List.of("id", "b"));
    assertThat(row("\uFEFFid,b\n1,2\n").text("id")).hasValue("1");
  }

  @Test
  void aQuoteInsideAnUnquotedCellIsACharacterLikeAnyOther() {
    String file = "id,note\n1,12\" pipe\n2,next\n";

    List<byte[]> lines = CsvFile.lines(file.getBytes(UTF_8), COMMA);

    assertThat(lines).hasSize(3);
    assertThat(text(lines.get(1), 0, lines).text("note")).hasValue("12\" pipe");
  }

  @Test
  void linesWithoutAnyWordAreLeftOut() {
    assertThat(CsvFile.lines("\n  \r\na,b\n,,\n , \n1,2\n\n".getBytes(UTF_8), COMMA)).hasSize(2);
    assertThat(CsvFile.lines(new byte[0], COMMA)).isEmpty();
    assertThat(CsvFile.lines("\uFEFF".getBytes(UTF_8), COMMA)).isEmpty();
  }

  @Test
  void aRowWithFewerCellsThanColumnsIsNone() {
    assertThat(CsvFile.row("a,b,c\n1,2\n".getBytes(UTF_8), COMMA)).isEmpty();
  }

  @Test
  void aRowWithWordsBeyondTheLastColumnIsNoneButADelimiterTooManyIsNot() {
    assertThat(CsvFile.row("a,b\n1,2,3\n".getBytes(UTF_8), COMMA)).isEmpty();
    assertThat(row("a,b\n1,2,\n").text("b")).hasValue("2");
  }

  @Test
  void aFileThatEndsInsideQuotesHasNoSuchRow() {
    List<byte[]> lines = CsvFile.lines("a,b\n1,\"x\n2,y\n".getBytes(UTF_8), COMMA);

    assertThat(lines).hasSize(2);
    assertThat(CsvFile.row(CsvFile.withHeader(lines.get(0), lines.get(1)), COMMA)).isEmpty();
    assertThat(CsvFile.columns("a,\"b".getBytes(UTF_8), COMMA)).isEmpty();
  }

  @Test
  void bytesThatAreNotOfTheCharsetMakeNoRow() {
    byte[] latin = "a\nT\u00FCr\n".getBytes(ISO_8859_1);

    assertThat(CsvFile.row(latin, COMMA)).isEmpty();
    assertThat(CsvFile.row(latin, new Format(',', WINDOWS))).isPresent();
    // 0x81 is nothing in windows-1252.
    assertThat(CsvFile.row(new byte[] {'a', '\n', (byte) 0x81, '\n'}, new Format(',', WINDOWS)))
        .isEmpty();
  }

  @Test
  void aColumnThatStandsTwiceHasNoValueAndTheOthersHave() {
    Row row = row("id,note,note\n7,x,y\n");

    assertThat(row.text("id")).hasValue("7");
    assertThat(row.text("note")).isEmpty();
    assertThat(row.hasColumn("note")).isFalse();
    assertThat(row.hasColumn("id")).isTrue();
  }

  @Test
  void leadingZerosStayAndSpaceAroundACellGoes() {
    Row row = row(" Account , Zone\n 0042 ,\"007\"\n");

    assertThat(row.text("Account")).hasValue("0042");
    assertThat(row.text("Zone")).hasValue("007");
    assertThat(row("a,b\n , x\n").text("a")).isEmpty();
  }

  @Test
  void onlyAFileOfHeaderAndOneRowIsARow() {
    assertThat(CsvFile.row("a,b\n".getBytes(UTF_8), COMMA)).isEmpty();
    assertThat(CsvFile.row("a\n1\n2\n".getBytes(UTF_8), COMMA)).isEmpty();
    assertThat(CsvFile.row(new byte[0], COMMA)).isEmpty();
  }

  @Test
  void aHeaderWithoutLineEndGetsOne() {
    assertThat(CsvFile.withHeader("a".getBytes(UTF_8), "1".getBytes(UTF_8)))
        .isEqualTo("a\n1".getBytes(UTF_8));
    assertThat(CsvFile.withHeader("a\r".getBytes(UTF_8), "1\r".getBytes(UTF_8)))
        .isEqualTo("a\r1\r".getBytes(UTF_8));
  }

  @Test
  void formatsThatCannotBeCutAreRefused() {
    for (char delimiter : new char[] {'"', '\n', '\r', 'ü', 0}) {
      assertThatIllegalArgumentException().isThrownBy(() -> new Format(delimiter, UTF_8));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> new Format(',', UTF_16));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Format(',', Charset.forName("Shift_JIS")));
    assertThat(new Format('\t', Charset.forName("ISO-8859-15")).delimiter()).isEqualTo('\t');
  }

  /// Whatever cells are written by the rules of RFC 4180 come back, cut row by row.
  @Test
  void everyWrittenFileIsReadBack() {
    for (long seed = 0; seed < 500; seed++) {
      var random = new Random(seed);
      String end = List.of("\n", "\r\n", "\r").get(random.nextInt(3));
      char delimiter = List.of(',', ';', '\t', '|').get(random.nextInt(4));
      int columns = 1 + random.nextInt(5);
      var rows = new ArrayList<List<String>>();
      var file = new StringBuilder(random.nextBoolean() ? "\uFEFF" : "");
      for (int r = 0; r <= random.nextInt(6) + 1; r++) {
        var row = new ArrayList<String>();
        for (int c = 0; c < columns; c++) {
          // The first row is the header: its names must differ.
          row.add(r == 0 ? "c" + c : (c == 0 ? "x" : "") + cell(random, end, delimiter));
        }
        rows.add(row);
        file.append(String.join("" + delimiter, row.stream().map(CsvFileTest::quoted).toList()));
        file.append(end);
      }
      var format = new Format(delimiter, UTF_8);

      List<byte[]> lines = CsvFile.lines(file.toString().getBytes(UTF_8), format);

      assertThat(lines).as("seed %d", seed).hasSameSizeAs(rows);
      for (int r = 1; r < lines.size(); r++) {
        Row read =
            CsvFile.row(CsvFile.withHeader(lines.getFirst(), lines.get(r)), format).orElseThrow();
        for (int c = 0; c < columns; c++) {
          assertThat(read.cells())
              .as("seed %d row %d", seed, r)
              .containsEntry("c" + c, rows.get(r).get(c));
        }
      }
    }
  }

  /// Bytes of any kind give an answer and lose nothing but lines without words.
  @Test
  void noBytesAreTooMuch() {
    byte[] alphabet = "\"\",;\r\n a1\u00FC".getBytes(UTF_8);
    for (long seed = 0; seed < 2000; seed++) {
      var random = new Random(seed);
      byte[] file = new byte[random.nextInt(60)];
      for (int i = 0; i < file.length; i++) {
        file[i] = alphabet[random.nextInt(alphabet.length)];
      }

      List<byte[]> lines = CsvFile.lines(file, COMMA);

      String words = new String(file, ISO_8859_1).replaceAll("[\\r\\n ,]", "");
      String kept =
          String.join("", lines.stream().map(line -> new String(line, ISO_8859_1)).toList())
              .replaceAll("[\\r\\n ,]", "");
      assertThat(kept).as("seed %d", seed).isEqualTo(words);
      for (byte[] line : lines) {
        CsvFile.row(CsvFile.withHeader(lines.getFirst(), line), COMMA);
        CsvFile.columns(line, COMMA);
      }
    }
  }

  private static String cell(Random random, String end, char delimiter) {
    var cell = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      cell.append(
          List.of("a", "\"", "" + delimiter, end, " ", "\u00FC", "0").get(random.nextInt(7)));
    }
    return cell.toString();
  }

  private static String quoted(String cell) {
    return "\"" + cell.replace("\"", "\"\"") + "\"";
  }

  private static Row row(String headerAndRow) {
    return CsvFile.row(headerAndRow.getBytes(UTF_8), COMMA).orElseThrow();
  }

  private static Row text(byte[] row, int header, List<byte[]> lines) {
    return CsvFile.row(CsvFile.withHeader(lines.get(header), row), COMMA).orElseThrow();
  }
}
