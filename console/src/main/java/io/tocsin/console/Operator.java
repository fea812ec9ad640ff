package io.tocsin.console;

import io.micronaut.http.HttpRequest;

/// Who sends a request, as its token says.
final class Operator {
  private static final String ATTRIBUTE = "tocsin.operator";

  private Operator() {}

  /// Notes who sends a request.
  static void is(HttpRequest<?> request, String name) {
    request.setAttribute(ATTRIBUTE, name);
  }

  /// Name of the operator who sends a request: the actor of whatever it does.
  static String of(HttpRequest<?> request) {
    return request
        .getAttribute(ATTRIBUTE, String.class)
        .orElseThrow(() -> new IllegalStateException("a request without an operator"));
  }
}
