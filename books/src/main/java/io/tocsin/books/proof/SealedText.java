package io.tocsin.books.proof;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/// A file of a day, read line by line with a bound on each: UTF-8, every line ended by a line feed.
final class SealedText implements AutoCloseable {
  private static final int LONGEST_LINE = 1 << 20;
  private static final int BUFFER = 1 << 16;

  private final InputStream in;

  private SealedText(InputStream in) {
    this.in = in;
  }

  static SealedText open(Path file) throws IOException, NotAsSealed {
    return new SealedText(stream(file));
  }

  private static InputStream stream(Path file) throws IOException, NotAsSealed {
    try {
      return new BufferedInputStream(Files.newInputStream(file), BUFFER);
    } catch (NoSuchFileException e) {
      throw new NotAsSealed("the file is missing");
    }
  }

  /// All of a file that is one line without a line feed.
  static String whole(Path file) throws IOException, NotAsSealed {
    try (InputStream in = stream(file)) {
      byte[] bytes = in.readNBytes(LONGEST_LINE + 1);
      if (bytes.length > LONGEST_LINE) {
        throw new NotAsSealed("the file is larger than Tocsin writes it");
      }
      return text(bytes);
    }
  }

  /// SHA-256 of a file, hex.
  static String sum(Path file) throws IOException, NotAsSealed {
    MessageDigest digest = Hashes.digest();
    try (InputStream in = stream(file)) {
      byte[] buffer = new byte[BUFFER];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    return Hashes.hex(digest.digest());
  }

  /// The next line without its line feed; null at the end.
  @Nullable String next() throws IOException, NotAsSealed {
    int b = in.read();
    if (b < 0) {
      return null;
    }
    var line = new ByteArrayOutputStream();
    for (; b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new NotAsSealed("the file ends in the middle of this line");
      }
      if (line.size() == LONGEST_LINE) {
        throw new NotAsSealed("the line is longer than Tocsin writes any");
      }
      line.write(b);
    }
    return text(line.toByteArray());
  }

  private static String text(byte[] bytes) throws NotAsSealed {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes))
          .toString();
    } catch (CharacterCodingException e) {
      throw new NotAsSealed("there are bytes that are no text");
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
