package io.tocsin.policy.backtest;

import io.tocsin.schemas.CanonicalEvent;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/// The highest revision of each event that can matter, in whatever order they come: an event that
/// moved is at the site of its highest revision, and only there.
///
/// A service day is fixed when an event is accepted first, so that all revisions of an event can
/// matter or none.
final class LatestEvents {
  private final TrialDays days;
  private final int most;
  private final Map<String, CanonicalEvent> latest = new HashMap<>();

  /// @param most how many events may be held
  LatestEvents(TrialDays days, int most) {
    this.days = days;
    this.most = most;
  }

  /// @throws TooManyEvents where it would be one more
  void take(CanonicalEvent event) {
    if (days.need(event.getServiceDay())) {
      latest.merge(
          event.getEventKey(),
          event,
          (known, one) -> one.getRevision() > known.getRevision() ? one : known);
      if (latest.size() > most) {
        throw new TooManyEvents(most);
      }
    }
  }

  Collection<CanonicalEvent> all() {
    return latest.values();
  }
}
