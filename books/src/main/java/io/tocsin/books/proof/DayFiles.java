package io.tocsin.books.proof;

import io.tocsin.platform.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// The names of the files in the folder of a closed day.
final class DayFiles {
  /// The head: its document and nothing else.
  static final String HEAD = "head.json";

  /// One line for each leaf, in the order of the tree.
  static final String LEAVES = "leaves.jsonl";

  /// The SHA-256 of each document, as `sha256sum` writes and reads it. The head has that of this
  /// file.
  static final String SUMS = "SHA256SUMS";

  /// What a person reads first.
  static final String SUMMARY = "summary.txt";

  /// One folder for each client.
  static final String CLIENTS = "clients";

  /// A client's invoice lines.
  static final String LINES = "lines.csv";

  /// One line with the head, then one for each of a client's invoice lines.
  static final String PROOFS = "proofs.jsonl";

  private static final String SAFE =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  private static final int LONGEST = 120;

  private DayFiles() {}

  /// The folder of a client below [#CLIENTS]: its id, with what is not safe in the name of a file
  /// as in a URL, and a hash where it would be too long.
  static String folder(String client) {
    var name = new StringBuilder();
    for (byte b : client.getBytes(StandardCharsets.UTF_8)) {
      if (SAFE.indexOf((char) b) >= 0 || (b == '.' && !name.isEmpty())) {
        name.append((char) b);
      } else {
        name.append("%%%02X".formatted(b & 0xFF).toUpperCase(Locale.ROOT));
      }
    }
    return name.length() <= LONGEST
        ? name.toString()
        : name.substring(0, LONGEST) + "~" + Sha256.of(client.getBytes(StandardCharsets.UTF_8));
  }
}
