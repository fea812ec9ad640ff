package io.tocsin.gateway;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Property;
import io.micronaut.http.HttpHeaders;
import io.tocsin.platform.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/// Lets the console in, which hands in exports for operators: `Authorization: Bearer <token>`.
///
/// Closed where the gateway has no such token. Made when the app starts, so that a token that
/// cannot be read ends the start.
@Context
final class ConsoleGate {
  private static final String SCHEME = "bearer ";

  private final Optional<Secret> token;

  ConsoleGate(@Property(name = "tocsin.gateway.console-token", defaultValue = "") String token) {
    this.token =
        token.isBlank()
            ? Optional.empty()
            : Optional.of(Secret.of("TOCSIN_GATEWAY_CONSOLE_TOKEN", token));
  }

  /// Whether a request with these headers is the console's.
  boolean opensFor(DeliveryHeaders headers) {
    return headers
        .single(HttpHeaders.AUTHORIZATION)
        .filter(value -> value.toLowerCase(Locale.ROOT).startsWith(SCHEME))
        .map(value -> value.substring(SCHEME.length()).strip())
        .filter(
            sent ->
                token
                    .filter(known -> known.matches(sent.getBytes(StandardCharsets.ISO_8859_1)))
                    .isPresent())
        .isPresent();
  }
}
