package io.tocsin.policy.site;

import io.tocsin.policy.rulebook.CompiledRulebook;
import io.tocsin.schemas.TestWindow;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Counts what a site is asked: each event, each range, and each entry of one.
final class CountingView implements SiteView {
  private final SiteView site;
  int asked;

  CountingView(SiteView site) {
    this.site = site;
  }

  @Override
  public SiteEvent event(String eventKey) {
    asked++;
    return site.event(eventKey);
  }

  @Override
  public List<String> entries(String from, String to, boolean backwards, int most) {
    List<String> entries = site.entries(from, to, backwards, most);
    asked += 1 + entries.size();
    return entries;
  }

  @Override
  public Collection<TestWindow> windows() {
    return site.windows();
  }

  @Override
  public Optional<CompiledRulebook> rulebook(LocalDate serviceDay) {
    return site.rulebook(serviceDay);
  }

  @Override
  public Collection<CompiledRulebook> rulebooks() {
    return site.rulebooks();
  }
}
