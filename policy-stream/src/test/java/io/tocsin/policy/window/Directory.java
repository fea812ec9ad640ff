package io.tocsin.policy.window;

import io.tocsin.schemas.SiteEntry;
import java.util.List;

/// A small site directory for tests.
final class Directory {
  static final SiteDirectory SITES =
      SiteDirectory.of(
          List.of(
              entry("50", "northgate-mall", "northgate", "America/Chicago"),
              entry("51", "harbor-storage", "harbor", "America/New_York"),
              entry("52", "harbor-pier", "harbor", "America/Chicago")));

  private Directory() {}

  private static SiteEntry entry(String reference, String site, String client, String zone) {
    return new SiteEntry("tracktik", reference, site, client, site, zone);
  }
}
