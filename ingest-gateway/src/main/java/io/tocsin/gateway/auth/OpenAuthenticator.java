package io.tocsin.gateway.auth;

import io.tocsin.gateway.DeliveryHeaders;
import io.tocsin.schemas.AuthScheme;
import io.tocsin.schemas.AuthVerdict;
import java.time.Instant;
import java.util.Set;

/// Believes everybody. Only for a source whose configuration says `scheme: none` in words, behind a
/// network that lets nobody else in.
final class OpenAuthenticator implements Authenticator {
  @Override
  public AuthResult check(DeliveryHeaders headers, byte[] body, Instant receivedAt) {
    return new AuthResult.Verified(new AuthVerdict(AuthScheme.NONE, null, null));
  }

  @Override
  public boolean needsBody() {
    return false;
  }

  @Override
  public Set<String> secretHeaders() {
    return Set.of();
  }
}
