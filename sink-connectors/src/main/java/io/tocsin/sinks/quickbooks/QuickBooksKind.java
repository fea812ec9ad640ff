package io.tocsin.sinks.quickbooks;

import io.tocsin.platform.Section;
import io.tocsin.sinks.outward.Destination;
import io.tocsin.sinks.outward.Feed;
import io.tocsin.sinks.outward.Kind;
import io.tocsin.sinks.outward.Outside;
import jakarta.inject.Singleton;

/// Invoices of a company at QuickBooks Online.
@Singleton
final class QuickBooksKind implements Kind {
  static final String NAME = "quickbooks";

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
    return new QuickBooks(QuickBooksSettings.of(settings), outside.ready());
  }
}
