package io.tocsin.console;

import io.micronaut.context.annotation.Context;
import io.micronaut.core.annotation.Order;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Filter;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.tocsin.platform.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Lets a request in when it carries the operator token: `Authorization: Bearer <token>`.
///
/// Closed by default: a path is open only where it is named here letter by letter, so that another
/// spelling of a closed path opens nothing. Made when the app starts, so that a missing token ends
/// the start.
@Context
@ServerFilter(Filter.MATCH_ALL_PATTERN)
final class OperatorGate {
  private static final Set<String> OPEN =
      Set.of("/health", "/health/liveness", "/health/readiness", "/openapi.yml");
  private static final String SCHEME = "Bearer ";

  private final Secret token;

  OperatorGate(ConsoleSettings settings) {
    this.token = Secret.of("TOCSIN_CONSOLE_TOKEN", settings.token());
  }

  /// Nothing where the request may go on.
  @RequestFilter
  @Order(Ordered.HIGHEST_PRECEDENCE)
  @Nullable HttpResponse<Problem> check(HttpRequest<?> request) {
    if (OPEN.contains(request.getUri().getRawPath()) || carriesToken(request)) {
      return null;
    }
    return Problems.answer(
            Problem.of(
                "no-operator-token",
                "Operators only",
                401,
                "Send the operator token (the console's setting TOCSIN_CONSOLE_TOKEN) as"
                    + " Authorization: Bearer <token>."))
        .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"tocsin\"");
  }

  private boolean carriesToken(HttpRequest<?> request) {
    String header = request.getHeaders().get(HttpHeaders.AUTHORIZATION);
    return header != null
        && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        && token.matches(
            header.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8));
  }
}
