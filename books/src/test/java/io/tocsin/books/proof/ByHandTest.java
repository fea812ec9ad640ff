package io.tocsin.books.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands in docs/operate/verify.md verify a day without any of our code.
final class ByHandTest {
  private static final Pattern COMMANDS = Pattern.compile("(?s)```bash\n(.*?)```");

  @TempDir Path books;

  @Test
  void aDayIsVerifiedWithStandardTools() throws Exception {
    Head head = SampleBooks.days(books, 2, 3).getLast();
    Path folder = books.resolve(head.day().toString());
    Matcher commands = COMMANDS.matcher(Files.readString(Path.of("../docs/operate/verify.md")));
    assertThat(commands.find()).isTrue();

    Process bash =
        new ProcessBuilder(
                "bash",
                "-eu",
                "-c",
                commands.group(1).replace("/tmp/leaf", books.resolve("leaf").toString()))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    List<String> said =
        new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();

    String leaf =
        Hashes.hex(MerkleTree.leafHash(SampleBooks.leaves(head.day(), 3).getFirst().text()));
    assertThat(said)
        .containsExactly(
            head.hash(),
            "\"documents\":\"%s\"".formatted(head.documents()),
            head.documents(),
            leaf,
            leaf,
            head.root(),
            "\"root\":\"%s\"".formatted(head.root()));
    assertThat(bash.waitFor()).isZero();
  }
}
