package io.tocsin.policy;

import io.tocsin.policy.rulebook.CompiledRulebook;
import io.tocsin.policy.rulebook.RulebookReader;
import io.tocsin.policy.rulebook.RulebookReading;

/// Rulebooks for tests.
public final class Rulebooks {
  private Rulebooks() {}

  /// A small rulebook: dispatches cost 85, alarms are free, nothing else is said.
  public static String yaml(int version, String effectiveFrom, String price) {
    return """
    version: %d
    effective-from: %s
    currency: USD
    contracts:
      - {id: NG-2026, client: northgate}
    rules:
      - id: after-hours-dispatch
        when: event.type == "alarm_dispatch" && event.category == "After hours dispatch"
        then:
          billable: yes
          sku: ADH
          quantity: 1
          unit: dispatch
          unit-price: %s
          owner-team: field-ops
          service-level: respond-within-30-minutes
          routes: [billing, crm]
    defaults:
      alarm: {billable: no, reason: SIGNAL_ONLY, because: The signal itself is free., owner-team: monitoring, routes: [crm]}
    """
        .formatted(version, effectiveFrom, price);
  }

  /// A rulebook that must be valid.
  public static CompiledRulebook read(String yaml) {
    return switch (RulebookReader.read(yaml)) {
      case RulebookReading.Valid(CompiledRulebook rulebook) -> rulebook;
      case RulebookReading.Invalid(var errors) -> throw new AssertionError(errors.toString());
    };
  }
}
