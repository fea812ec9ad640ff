package io.tocsin.sinks.tracktik;

import io.tocsin.platform.Section;
import io.tocsin.sinks.outward.Destination;
import io.tocsin.sinks.outward.Feed;
import io.tocsin.sinks.outward.Kind;
import io.tocsin.sinks.outward.Outside;
import jakarta.inject.Singleton;

/// Billing items at a TrackTik portal.
@Singleton
final class TrackTikBillingKind implements Kind {
  static final String NAME = "tracktik-billing";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Feed feed() {
    return Feed.LINES;
  }

  @Override
  public Destination open(Section settings, Outside outside) {
    return new TrackTikBilling(TrackTikBillingSettings.of(settings), outside.ready());
  }
}
