package io.tocsin.books.proof;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// SHA-256 over what begins with a byte that says what it is, as RFC 6962 section 2.1 has it.
final class Hashes {
  static final int LENGTH = 32;

  private Hashes() {}

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  static byte[] of(byte prefix, byte[] content) {
    MessageDigest digest = digest();
    digest.update(prefix);
    return digest.digest(content);
  }

  static String hex(byte[] hash) {
    return HexFormat.of().formatHex(hash);
  }
}
