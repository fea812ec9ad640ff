package io.tocsin.gateway;

import io.micronaut.context.annotation.Primary;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import jakarta.inject.Singleton;

/// Turns the HTTP server's own refusals (no such address, no such method, too large before anyone
/// looked) into problem answers like ours.
@Singleton
@Primary
final class ServerProblems implements ErrorResponseProcessor<byte[]> {
  private final Responses responses;

  ServerProblems(Responses responses) {
    this.responses = responses;
  }

  @Override
  public MutableHttpResponse<byte[]> processResponse(
      ErrorContext context, MutableHttpResponse<?> response) {
    ProblemKind kind = ProblemKind.ofStatus(response.code());
    MutableHttpResponse<byte[]> problem =
        responses.problem(
            new Problem(kind.type(), kind.title(), response.code(), detail(kind), null));
    String allow = response.header(HttpHeaders.ALLOW);
    if (allow != null) {
      problem.header(HttpHeaders.ALLOW, allow);
    }
    return problem;
  }

  private static String detail(ProblemKind kind) {
    return switch (kind) {
      case MALFORMED -> "The request cannot be read. Check its form.";
      case UNAUTHENTICATED -> "The sender is not allowed to do this.";
      case UNKNOWN_SOURCE -> "No such address. Deliveries go to /webhooks/{source}.";
      case METHOD -> "Send deliveries with POST.";
      case TOO_SLOW -> "The request took too long. Send it again.";
      case TOO_LARGE -> "The body is too large. Send it in parts.";
      case MEDIA_TYPE -> "The media type is not supported here.";
      case TOO_MANY -> "Too many requests. Send it again later.";
      case INTERNAL -> "The gateway failed; nothing is promised to be stored. Send it again later.";
      case NOT_ACKNOWLEDGED -> "The delivery is not stored. Send it again after Retry-After.";
    };
  }
}
