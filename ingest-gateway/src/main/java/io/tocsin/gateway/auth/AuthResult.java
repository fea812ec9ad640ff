package io.tocsin.gateway.auth;

import io.tocsin.schemas.AuthVerdict;

/// Whether a sender proved who it is.
public sealed interface AuthResult {
  /// It did.
  ///
  /// @param verdict what is written into the raw record; holds no secret
  record Verified(AuthVerdict verdict) implements AuthResult {}

  /// It did not.
  ///
  /// @param reason for the log and the answer
  record Refused(Refusal reason) implements AuthResult {}

  /// Shorthand for a refusal.
  static AuthResult refused(Refusal reason) {
    return new Refused(reason);
  }
}
