package io.tocsin.console;

import io.micronaut.core.annotation.Order;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Filter;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Lets a request in when it carries an operator's token: `Authorization: Bearer <token>`.
///
/// Closed by default: a path is open only where it is named here letter by letter, so that another
/// spelling of a closed path opens nothing.
@ServerFilter(Filter.MATCH_ALL_PATTERN)
final class OperatorGate {
  private static final Set<String> OPEN =
      Set.of("/health", "/health/liveness", "/health/readiness", "/openapi.yml", "/prometheus");
  private static final String SCHEME = "Bearer ";

  private final Operators operators;

  OperatorGate(Operators operators) {
    this.operators = operators;
  }

  /// Nothing where the request may go on.
  @RequestFilter
  @Order(Ordered.HIGHEST_PRECEDENCE)
  @Nullable HttpResponse<Problem> check(HttpRequest<?> request) {
    if (OPEN.contains(request.getUri().getRawPath())) {
      return null;
    }
    Optional<String> operator = operator(request);
    if (operator.isPresent()) {
      Operator.is(request, operator.get());
      return null;
    }
    return Problems.answer(
            Problem.of(
                "no-operator-token",
                "Operators only",
                401,
                "Send an operator's token (the console's setting TOCSIN_CONSOLE_TOKEN, or that of a"
                    + " named operator) as Authorization: Bearer <token>."))
        .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"tocsin\"");
  }

  private Optional<String> operator(HttpRequest<?> request) {
    String header = request.getHeaders().get(HttpHeaders.AUTHORIZATION);
    return header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        ? operators.named(header.substring(SCHEME.length()).strip())
        : Optional.empty();
  }
}
