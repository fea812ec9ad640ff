package io.tocsin.simulators;

import io.tocsin.simulators.generic.Generic;
import io.tocsin.simulators.hubspot.HubSpot;
import io.tocsin.simulators.quickbooks.QuickBooks;
import io.tocsin.simulators.salesforce.Salesforce;
import io.tocsin.simulators.servicenow.ServiceNow;
import io.tocsin.simulators.tracktik.TrackTikBilling;
import io.tocsin.simulators.webhook.WebhookReceiver;
import io.tocsin.simulators.zendesk.Zendesk;
import java.util.List;
import java.util.stream.Collectors;

/// The stand-ins that there are.
public final class Catalogue {
  private static final List<Profile> ALL =
      List.of(
          TrackTikBilling.PROFILE,
          QuickBooks.PROFILE,
          Salesforce.PROFILE,
          HubSpot.PROFILE,
          Zendesk.PROFILE,
          ServiceNow.PROFILE,
          Generic.PROFILE,
          WebhookReceiver.PROFILE);

  private Catalogue() {}

  /// All, in the order in which they are listed.
  public static List<Profile> all() {
    return ALL;
  }

  /// The stand-in of that name.
  ///
  /// @throws IllegalArgumentException naming all there are
  public static Profile named(String name) {
    return ALL.stream()
        .filter(profile -> profile.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no simulator '%s'; there are: %s"
                        .formatted(
                            name,
                            ALL.stream().map(Profile::name).collect(Collectors.joining(", ")))));
  }
}
