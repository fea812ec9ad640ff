package io.tocsin.gateway.auth;

import io.tocsin.gateway.DeliveryHeaders;
import io.tocsin.schemas.AuthScheme;
import io.tocsin.schemas.AuthVerdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The sender puts a shared secret into a header, as TrackTik's subscriptions do with
/// `secretHeaderName` and `secret`. Nothing is signed, so a body changed on the way would pass, and
/// a captured delivery can be sent again: TLS and the dedup by event key stand against that.
final class StaticHeaderAuthenticator implements Authenticator {
  private final String header;
  private final List<LiveSecret> secrets;

  StaticHeaderAuthenticator(String header, List<LiveSecret> secrets) {
    this.header = header.toLowerCase(Locale.ROOT);
    this.secrets = List.copyOf(secrets);
  }

  @Override
  public AuthResult check(DeliveryHeaders headers, byte[] body, Instant receivedAt) {
    Optional<String> sent = headers.single(header);
    if (sent.isEmpty()) {
      return AuthResult.refused(Refusal.MISSING);
    }
    // Netty hands header bytes over as one char each; a secret in UTF-8 is compared as such.
    byte[] received = sent.get().getBytes(StandardCharsets.ISO_8859_1);
    @Nullable String matched = null;
    for (LiveSecret candidate : secrets) { // All of them, so that time does not tell which fitted.
      if (candidate.secret().matches(received)) {
        matched = candidate.id();
      }
    }
    return matched == null
        ? AuthResult.refused(Refusal.MISMATCH)
        : new AuthResult.Verified(new AuthVerdict(AuthScheme.STATIC_HEADER, matched, null));
  }

  @Override
  public boolean needsBody() {
    return false;
  }

  @Override
  public Set<String> secretHeaders() {
    return Set.of(header);
  }
}
