package io.tocsin.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/// The fenced blocks of `docs/reference/analytics.md`, with the addresses of the test's servers in
/// the place of the written ones.
final class Snippets {
  private static final Path DOCUMENT =
      Path.of(System.getProperty("house", "..")).resolve("docs/reference/analytics.md");

  private final String text;

  Snippets(String bootstrapServers, String registryUrl) {
    try {
      text =
          Files.readString(DOCUMENT)
              .replace("localhost:9092", bootstrapServers)
              .replace("http://localhost:8085", registryUrl);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// All blocks of a language, in their order, without a closing semicolon.
  List<String> of(String language) {
    return Pattern.compile("(?s)```" + language + "\n(.*?)\n```")
        .matcher(text)
        .results()
        .map(block -> block.group(1).replaceAll(";\\s*$", ""))
        .toList();
  }
}
