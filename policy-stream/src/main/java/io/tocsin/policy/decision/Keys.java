package io.tocsin.policy.decision;

import io.tocsin.platform.Sha256;
import java.nio.charset.StandardCharsets;

/// The stable names that a decision gives out.
public final class Keys {
  /// The charge of an incident; further charges of one sku count on.
  public static final int FIRST_ORDINAL = 1;

  private static final int INCIDENT_DIGITS = 32;

  private Keys() {}

  /// The incident of some events.
  ///
  /// @param firstAccepted event key of the one of them that was accepted first
  public static String incident(String firstAccepted) {
    return "inc-"
        + Sha256.of(firstAccepted.getBytes(StandardCharsets.UTF_8)).substring(0, INCIDENT_DIGITS);
  }

  /// The one name of a chargeable fact, whatever is asked or sent again.
  static String charge(
      String clientId, String contractId, String sku, String incidentId, int ordinal) {
    return Sha256.ofFields(clientId, contractId, sku, incidentId, Integer.toString(ordinal));
  }

  /// The one name of what an event costs on the meter of signal volume.
  static String signal(String clientId, String contractId, String sku, String eventKey) {
    return charge(clientId, contractId, sku, "signal:" + eventKey, FIRST_ORDINAL);
  }
}
