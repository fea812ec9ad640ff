package io.tocsin.console;

/// An error answer as RFC 9457 wants it, media type `application/problem+json`.
///
/// @param type stable name of the kind of problem, a URN; `about:blank` where the status says it
/// all
/// @param title the kind in words
/// @param status HTTP status
/// @param detail what happened this time and what to do about it
record Problem(String type, String title, int status, String detail) {
  /// A problem that has no kind beyond its status.
  static Problem plain(int status, String title, String detail) {
    return new Problem("about:blank", title, status, detail);
  }

  /// A problem of a kind of its own.
  ///
  /// @param name last part of its URN
  static Problem of(String name, String title, int status, String detail) {
    return new Problem("urn:tocsin:problem:" + name, title, status, detail);
  }
}
