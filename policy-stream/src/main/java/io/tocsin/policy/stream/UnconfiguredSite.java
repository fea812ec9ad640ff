package io.tocsin.policy.stream;

import io.tocsin.policy.rulebook.CompiledRulebook;
import io.tocsin.policy.site.SiteView;
import io.tocsin.schemas.TestWindow;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// The events of a site without test windows and rulebooks, which come from elsewhere.
abstract class UnconfiguredSite implements SiteView {
  @Override
  public final Collection<TestWindow> windows() {
    return List.of();
  }

  @Override
  public final Optional<CompiledRulebook> rulebook(LocalDate serviceDay) {
    return Optional.empty();
  }

  @Override
  public final Collection<CompiledRulebook> rulebooks() {
    return List.of();
  }
}
