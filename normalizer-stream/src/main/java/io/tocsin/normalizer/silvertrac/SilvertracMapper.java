package io.tocsin.normalizer.silvertrac;

import io.tocsin.normalizer.vendor.Facts;
import io.tocsin.normalizer.vendor.Mapped;
import io.tocsin.normalizer.vendor.Profile;
import io.tocsin.normalizer.vendor.SeverityScale;
import io.tocsin.normalizer.vendor.Source;
import io.tocsin.normalizer.vendor.VendorMapper;
import io.tocsin.schemas.RawEvent;
import jakarta.inject.Singleton;
import java.util.Map;

/// Reads Silvertrac issues: rows of its scheduled reports, mails.
///
/// No column name is documented, so every place is a setting. The levels are (Silvertrac help,
/// What is an Issue Type): 1 red, an emergency; 2 yellow, a caution; 3 green, routine.
@Singleton
public final class SilvertracMapper implements VendorMapper {
  /// The system whose name of an event an issue id is.
  public static final String ISSUE_SYSTEM = "silvertrac-issue";

  /// Code table of issue types.
  public static final String ISSUE_TYPE_SCHEME = "silvertrac-issue-type";

  private static final Profile PROFILE =
      new Profile(
          ISSUE_SYSTEM,
          ISSUE_TYPE_SCHEME,
          Map.of(),
          new SeverityScale(Map.of("1", 1, "red", 1, "2", 3, "yellow", 3, "3", 5, "green", 5)));

  @Override
  public String vendor() {
    return "silvertrac";
  }

  @Override
  public Mapped map(RawEvent raw, byte[] bytes, Source source) {
    return Facts.read(raw, bytes, source, PROFILE, facts -> facts.draft().said());
  }
}
