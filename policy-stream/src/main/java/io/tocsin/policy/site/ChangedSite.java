package io.tocsin.policy.site;

import io.tocsin.policy.index.SortedText;
import io.tocsin.policy.rulebook.CompiledRulebook;
import io.tocsin.schemas.TestWindow;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A site as it is once one of its events has changed, over a view of it as it was. Writes nothing.
public final class ChangedSite implements SiteView {
  private final SiteView before;
  private final String key;
  private final @Nullable SiteEvent after;
  private final Set<String> gone;
  private final NavigableSet<String> added;

  /// @param key event key of the event that changes
  /// @param after what it is then; null where it leaves the site
  public ChangedSite(SiteView before, String key, @Nullable SiteEvent after) {
    this.before = before;
    this.key = key;
    this.after = after;
    SiteEvent was = before.event(key);
    this.gone = was == null ? Set.of() : Set.copyOf(SiteIndex.entries(was));
    this.added = new TreeSet<>(SortedText.ORDER);
    if (after != null) {
      added.addAll(SiteIndex.entries(after));
    }
  }

  @Override
  public @Nullable SiteEvent event(String eventKey) {
    return eventKey.equals(key) ? after : before.event(eventKey);
  }

  @Override
  public List<String> entries(String from, String to, boolean backwards, int most) {
    // Of what the view gives, no more than what is gone can fall away.
    int enough = most > Integer.MAX_VALUE - gone.size() ? most : most + gone.size();
    Stream<String> kept =
        before.entries(from, to, backwards, enough).stream()
            .filter(entry -> !gone.contains(entry) && !added.contains(entry));
    NavigableSet<String> own = added.subSet(from, true, to, false);
    return Stream.concat(kept, own.stream())
        .sorted(backwards ? SortedText.ORDER.reversed() : SortedText.ORDER)
        .limit(most)
        .toList();
  }

  @Override
  public Collection<TestWindow> windows() {
    return before.windows();
  }

  @Override
  public Optional<CompiledRulebook> rulebook(LocalDate serviceDay) {
    return before.rulebook(serviceDay);
  }

  @Override
  public Collection<CompiledRulebook> rulebooks() {
    return before.rulebooks();
  }
}
