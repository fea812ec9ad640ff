package io.tocsin.sinks.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpHeaders;
import java.util.Optional;

/// What came back of a call.
public sealed interface Reply {
  /// An answer.
  ///
  /// @param status 100 to 599
  /// @param headers looked up by name, whatever its case
  /// @param body as text
  record Answered(int status, HttpHeaders headers, String body) implements Reply {
    /// The body as JSON; a missing node where it is none.
    public JsonNode json() {
      return Json.read(body);
    }

    /// A header's first value.
    public Optional<String> header(String name) {
      return headers.firstValue(name);
    }

    /// Whether the status is 2xx.
    public boolean ok() {
      return status / 100 == 2;
    }
  }

  /// The request was certainly not taken: no connection, or no token to send with it.
  ///
  /// @param reason why, without a secret
  record NotSent(String reason) implements Reply {}

  /// The request may have been taken, but no whole answer came back in time.
  ///
  /// @param reason what came instead
  record NoAnswer(String reason) implements Reply {}
}
