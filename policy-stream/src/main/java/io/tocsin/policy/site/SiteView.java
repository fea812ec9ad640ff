package io.tocsin.policy.site;

import io.tocsin.policy.index.SortedText;
import io.tocsin.policy.rulebook.CompiledRulebook;
import io.tocsin.schemas.TestWindow;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a decision may ask about its site.
///
/// The events are found by an index of sorted texts: for every event of the site it holds exactly
/// [SiteIndex#entries] of it. A view must not change while it is being asked.
public interface SiteView {
  /// An event of the site; null where it has none of this key.
  @Nullable SiteEvent event(String eventKey);

  /// Entries of the index between two texts, in the order [SortedText#ORDER] or in the opposite
  /// one.
  ///
  /// @param from first text
  /// @param to first text after
  /// @param backwards whether the last comes first
  /// @param most how many at most; those that come first
  List<String> entries(String from, String to, boolean backwards, int most);

  /// Every test window that may cover an event of the site. Others do no harm.
  Collection<TestWindow> windows();

  /// The rulebook in force on a service day.
  Optional<CompiledRulebook> rulebook(LocalDate serviceDay);

  /// Every rulebook that is in force on some service day. Others do no harm.
  Collection<CompiledRulebook> rulebooks();
}
