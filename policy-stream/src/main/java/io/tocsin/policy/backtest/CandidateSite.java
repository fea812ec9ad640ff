package io.tocsin.policy.backtest;

import io.tocsin.policy.rulebook.CompiledRulebook;
import io.tocsin.policy.site.SiteEvent;
import io.tocsin.policy.site.SiteView;
import io.tocsin.schemas.TestWindow;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A site whose events of some service days are under a candidate, whatever its version and first
/// day, and all others under what is published.
///
/// @param published the site as it is
record CandidateSite(SiteView published, CompiledRulebook candidate, TrialDays days)
    implements SiteView {
  @Override
  public @Nullable SiteEvent event(String eventKey) {
    return published.event(eventKey);
  }

  @Override
  public List<String> entries(String from, String to, boolean backwards, int most) {
    return published.entries(from, to, backwards, most);
  }

  @Override
  public Collection<TestWindow> windows() {
    return published.windows();
  }

  @Override
  public Optional<CompiledRulebook> rulebook(LocalDate serviceDay) {
    return days.hold(serviceDay) ? Optional.of(candidate) : published.rulebook(serviceDay);
  }

  @Override
  public Collection<CompiledRulebook> rulebooks() {
    return Stream.concat(published.rulebooks().stream(), Stream.of(candidate)).toList();
  }
}
