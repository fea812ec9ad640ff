package io.tocsin.gateway.auth;

import io.tocsin.gateway.DeliveryHeaders;
import java.time.Instant;
import java.util.Set;

/// Checks who sent a delivery.
public interface Authenticator {
  /// The verdict on one delivery.
  ///
  /// @param headers its headers
  /// @param body its raw bytes, as received; empty where [#needsBody] is false
  /// @param receivedAt when it was received; signed times are measured against this
  AuthResult check(DeliveryHeaders headers, byte[] body, Instant receivedAt);

  /// Whether the body takes part. Where it does not, a stranger is sent away before its body is
  /// read.
  boolean needsBody();

  /// Lower-case names of the headers whose value is itself a secret and must not be kept.
  Set<String> secretHeaders();
}
