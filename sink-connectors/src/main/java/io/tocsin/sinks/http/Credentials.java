package io.tocsin.sinks.http;

import java.io.IOException;
import java.net.http.HttpRequest;

/// How a sink says who it is. Safe for many threads.
public interface Credentials {
  /// Puts what authenticates on a request.
  ///
  /// @throws IOException where a token must be fetched first and cannot be
  void apply(HttpRequest.Builder request) throws IOException, InterruptedException;

  /// What was sent last was refused: gets something newer where it can.
  ///
  /// @return whether there is something newer to try
  boolean renew() throws IOException, InterruptedException;
}
