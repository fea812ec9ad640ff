package io.tocsin.platform;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// SHA-256 in lower-case hex.
public final class Sha256 {
  private Sha256() {}

  /// Hash of some bytes.
  public static String of(byte[] bytes) {
    return HexFormat.of().formatHex(digest().digest(bytes));
  }

  /// Hash of some bytes, as bytes.
  static byte[] digest(byte[] bytes) {
    return digest().digest(bytes);
  }

  /// Hash of a list of fields. Each field goes in with its length before it (-1 for null), so that
  /// no two different lists have the same input.
  public static String ofFields(@Nullable String... fields) {
    MessageDigest digest = digest();
    for (String field : fields) {
      byte[] bytes = field == null ? new byte[0] : field.getBytes(StandardCharsets.UTF_8);
      digest.update(ByteBuffer.allocate(4).putInt(field == null ? -1 : bytes.length).array());
      digest.update(bytes);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
