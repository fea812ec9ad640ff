package io.tocsin.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/// Reads a body with a bound on its size and its time, whatever length it declares.
final class BodyReader {
  /// What was read.
  sealed interface Result {
    /// All of it.
    ///
    /// @param body its bytes
    @SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
    record Whole(byte[] body) implements Result {}

    /// It is larger than allowed; the rest was not read.
    record TooLarge() implements Result {}

    /// It did not end in time.
    record TooSlow() implements Result {}

    /// The sender went away in the middle.
    ///
    /// @param cause why
    record Broken(IOException cause) implements Result {}
  }

  private static final int CHUNK_BYTES = 16 * 1024;

  private BodyReader() {}

  /// Reads until the end, the bound or the deadline. The deadline is looked at between chunks; the
  /// server's idle timeout ends a read that gets nothing at all.
  static Result read(InputStream in, int maxBytes, Duration within) {
    long deadline = System.nanoTime() + within.toNanos();
    var body = new ByteArrayOutputStream();
    byte[] chunk = new byte[CHUNK_BYTES];
    try {
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        if (body.size() + read > maxBytes) {
          return new Result.TooLarge();
        }
        body.write(chunk, 0, read);
        if (System.nanoTime() - deadline > 0) {
          return new Result.TooSlow();
        }
      }
      return new Result.Whole(body.toByteArray());
    } catch (IOException e) {
      return new Result.Broken(e);
    }
  }
}
