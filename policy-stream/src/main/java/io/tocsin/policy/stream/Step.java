package io.tocsin.policy.stream;

import io.tocsin.policy.site.ReconfiguredSite;
import io.tocsin.policy.site.SiteChange;
import io.tocsin.policy.site.SiteView;
import io.tocsin.schemas.TestWindow;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One step from a configuration to another: which events of a site it decides otherwise.
sealed interface Step {
  /// The events of a site that it decides otherwise.
  ///
  /// @param events the events of the site, whatever configuration they know
  Collection<String> affected(SiteChange changes, SiteView events, String siteKey);

  /// A test window appears or changes.
  ///
  /// @param old the window as it was; null where there was none
  record Window(
      Configuration before, Configuration after, @Nullable TestWindow old, TestWindow window)
      implements Step {
    @Override
    public Collection<String> affected(SiteChange changes, SiteView events, String siteKey) {
      return concerns(window, siteKey) || (old != null && concerns(old, siteKey))
          ? changes.ofWindow(
              under(before, events, siteKey), under(after, events, siteKey), old, window)
          : List.of();
    }

    private static boolean concerns(TestWindow window, String siteKey) {
      return window.getSiteId() == null || window.getSiteId().equals(siteKey);
    }
  }

  /// Rulebooks are published or taken back.
  record Rulebooks(Configuration before, Configuration after) implements Step {
    @Override
    public Collection<String> affected(SiteChange changes, SiteView events, String siteKey) {
      return changes.ofRulebooks(under(before, events, siteKey), under(after, events, siteKey));
    }
  }

  private static SiteView under(Configuration configuration, SiteView events, String siteKey) {
    return new ReconfiguredSite(events, configuration.windows(siteKey), configuration.rulebooks());
  }
}
