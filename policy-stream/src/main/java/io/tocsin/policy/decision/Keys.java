package io.tocsin.policy.decision;

import io.tocsin.platform.Sha256;
import java.nio.charset.StandardCharsets;

/// The stable names that a decision gives out.
final class Keys {
  /// The only charge of an event so far; later charges of one incident count on.
  static final int FIRST_ORDINAL = 1;

  private static final int INCIDENT_DIGITS = 32;

  private Keys() {}

  /// The incident of an event. Every event is an incident of its own until incidents are joined
  /// across sources.
  static String incident(String eventKey) {
    return "inc-"
        + Sha256.of(eventKey.getBytes(StandardCharsets.UTF_8)).substring(0, INCIDENT_DIGITS);
  }

  /// The one name of a chargeable fact, whatever is asked or sent again.
  static String charge(
      String clientId, String contractId, String sku, String incidentId, int ordinal) {
    return Sha256.ofFields(clientId, contractId, sku, incidentId, Integer.toString(ordinal));
  }
}
