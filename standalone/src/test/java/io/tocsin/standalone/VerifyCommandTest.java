package io.tocsin.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.books.proof.Cut;
import io.tocsin.books.proof.DayDraft;
import io.tocsin.books.proof.FactKind;
import io.tocsin.books.proof.Head;
import io.tocsin.books.proof.Leaf;
import io.tocsin.books.proof.LineCell;
import io.tocsin.books.proof.MerkleTree;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `tocsin verify` as a person uses it, where nothing runs.
final class VerifyCommandTest {
  private static final LocalDate DAY = LocalDate.of(2026, 11, 20);
  private static final String LINE =
      """
      {"amount":"-85.00","client":"northgate","contract":"c-1","currency":"USD","key":"line-1","kind":"line","quantity":"-1",\
      "reverses":"line-0","row":"00","run":"REGULAR","serviceDay":"2026-11-20","sku":"DISPATCH","type":"REVERSAL",\
      "unit":"dispatch","unitPrice":"85.00"}\
      """;

  @TempDir Path books;
  private String head = "";
  private String said = "";

  @BeforeEach
  void closeADay() throws Exception {
    List<Leaf> leaves = List.of(new Leaf(FactKind.LINE, "line-1", LINE));
    try (DayDraft draft = DayDraft.begin(books, DAY)) {
      try (OutputStream to = draft.lines("northgate")) {
        String columns =
            Arrays.stream(LineCell.values()).map(LineCell::column).collect(Collectors.joining(","));
        String row = String.join(",", LineCell.of(leaves.getFirst()));
        to.write((columns + "\n" + row + "\n").getBytes(StandardCharsets.UTF_8));
      }
      var sealed =
          new Head(
              Head.FORMAT,
              1,
              DAY,
              ZoneId.of("UTC"),
              Instant.EPOCH,
              new Cut(new TreeMap<>()),
              1,
              MerkleTree.of(leaves).root(),
              draft.documents(),
              null);
      draft.publish(sealed, leaves);
      head = sealed.hash();
    }
  }

  private int verify(Object... arguments) {
    var out = new StringWriter();
    var writer = new PrintWriter(out);
    var all = new String[arguments.length + 1];
    all[0] = "verify";
    for (int i = 0; i < arguments.length; i++) {
      all[i + 1] = arguments[i].toString();
    }
    int status = Tocsin.commandLine().setOut(writer).setErr(writer).execute(all);
    said = out.toString();
    return status;
  }

  @Test
  void aDayThatHolds() {
    assertThat(verify(books)).isZero();
    assertThat(said)
        .startsWith("2026-11-20  close 1  rows 1  invoice lines 1  head " + head)
        .contains("All of it is as it was sealed. Newest head: " + head)
        .contains("Compare it with the newest mail");

    assertThat(verify(books.resolve("2026-11-20"), "--head", head, "--line", "line-1")).isZero();
    assertThat(said)
        .contains("line line-1 is leaf 1 of 2026-11-20 (close 1): REVERSAL of -85.00 USD")
        .doesNotContain("Compare");
  }

  @Test
  void aDayThatDoesNotSaysWhere() throws Exception {
    Path lines = books.resolve("2026-11-20/clients/northgate/lines.csv");
    Files.writeString(lines, Files.readString(lines).replace("-85.00", "85.00"));

    assertThat(verify(books)).isEqualTo(1);
    assertThat(said)
        .contains("NOT AS IT WAS SEALED")
        .contains(
            "- 2026-11-20, clients/northgate/lines.csv, row 2, column amount: it says '85.00', and"
                + " '-85.00' was sealed");
    assertThat(verify(books, "--head", "0".repeat(64))).isEqualTo(1);
    assertThat(said).contains("no day here has the head 000");
  }

  @Test
  void aClientAlone() {
    Path folder = books.resolve("2026-11-20/clients/northgate");
    Object[] his = {
      "--proof", folder.resolve("proofs.jsonl"), "--lines", folder.resolve("lines.csv")
    };

    assertThat(verify(his[0], his[1], his[2], his[3], "--head", head)).isZero();
    assertThat(
            verify(his[0], his[1], his[2], his[3], "--head", books.resolve("2026-11-20/head.json")))
        .isZero();
    assertThat(verify(his)).isEqualTo(2);
    assertThat(said).contains("--proof needs --head");
    assertThat(verify(his[0], his[1])).isEqualTo(2);
  }

  @Test
  void whatIsNoQuestion() {
    assertThat(verify()).isEqualTo(2);
    assertThat(verify(books, "--ledger")).isEqualTo(2);
    assertThat(verify(books.resolve("nowhere"))).isEqualTo(2);
    assertThat(said).contains("nowhere is no folder");
    assertThat(verify(books, "--head", "abc")).isEqualTo(2);
    assertThat(said).contains("64 hexadecimal digits or a file, not abc");
    assertThat(verify("--ledger", "--data", books.resolve("data"))).isEqualTo(1);
    assertThat(said).contains("no Tocsin is running");
  }
}
