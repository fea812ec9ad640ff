package io.tocsin.gateway;

import java.util.Locale;

/// The kinds of problem that a sender may be told of. Each says whether sending again can help.
public enum ProblemKind {
  /// Can never be read. Sending it again does not help.
  MALFORMED(400, "The body cannot be read"),
  /// The sender did not prove who it is.
  UNAUTHENTICATED(401, "The sender is not known"),
  /// No such source, or no such address at all.
  UNKNOWN_SOURCE(404, "There is nothing here"),
  /// Deliveries are sent with POST.
  METHOD(405, "The method is not allowed"),
  /// The body did not arrive in time.
  TOO_SLOW(408, "The body took too long"),
  /// Too many bytes or events in one delivery.
  TOO_LARGE(413, "The delivery is too large"),
  /// Not what this source sends.
  MEDIA_TYPE(415, "The media type is not supported"),
  /// Above the source's rate. Send again after Retry-After.
  TOO_MANY(429, "Too many deliveries"),
  /// Something is wrong with the gateway. Send again.
  INTERNAL(500, "The gateway failed"),
  /// Not safely stored. Send again after Retry-After.
  NOT_ACKNOWLEDGED(503, "The delivery is not stored");

  private final int status;
  private final String title;

  ProblemKind(int status, String title) {
    this.status = status;
    this.title = title;
  }

  int status() {
    return status;
  }

  String title() {
    return title;
  }

  String type() {
    return "urn:tocsin:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// The kind that a status of the HTTP server's own stands for.
  static ProblemKind ofStatus(int status) {
    return switch (status) {
      case 401, 403 -> UNAUTHENTICATED;
      case 404 -> UNKNOWN_SOURCE;
      case 405 -> METHOD;
      case 408 -> TOO_SLOW;
      case 413 -> TOO_LARGE;
      case 406, 415 -> MEDIA_TYPE;
      case 429 -> TOO_MANY;
      case 503 -> NOT_ACKNOWLEDGED;
      default -> status < 500 ? MALFORMED : INTERNAL;
    };
  }
}
