package io.tocsin.simulators;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Whose requests are let in.
final class Access {
  private final Set<String> expired = new HashSet<>();
  private @Nullable String only;

  /// From now on only this token; those that expired stay so.
  void only(String token) {
    only = token;
    expired.remove(token);
  }

  void expire(Request request) {
    expired.add(token(request));
  }

  boolean admits(Request request) {
    String token = token(request);
    return !expired.contains(token) && (only == null || only.equals(token));
  }

  /// What follows `Bearer`, `Basic` or the like; empty if nothing was sent.
  private static String token(Request request) {
    String header = request.header("Authorization").strip();
    return header.substring(header.lastIndexOf(' ') + 1);
  }
}
