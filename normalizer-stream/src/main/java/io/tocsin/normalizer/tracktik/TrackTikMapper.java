package io.tocsin.normalizer.tracktik;

import io.tocsin.normalizer.vendor.Confidential;
import io.tocsin.normalizer.vendor.Fact;
import io.tocsin.normalizer.vendor.Facts;
import io.tocsin.normalizer.vendor.Format;
import io.tocsin.normalizer.vendor.Layout;
import io.tocsin.normalizer.vendor.Mapped;
import io.tocsin.normalizer.vendor.Mapped.Withheld;
import io.tocsin.normalizer.vendor.Profile;
import io.tocsin.normalizer.vendor.SeverityScale;
import io.tocsin.normalizer.vendor.Source;
import io.tocsin.normalizer.vendor.VendorMapper;
import io.tocsin.platform.reading.JsonFields;
import io.tocsin.schemas.RawEvent;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/// Reads TrackTik entities (reports, dispatch tasks) and rows of its exports.
///
/// Severity, category and status have no documented place: TrackTik keeps them in report flags, so
/// their places are settings without default. `customId`, "Source Unique Identifier from the
/// originating system" (TrackTik help, Dispatch Tasks: create), becomes a reference.
///
/// Report fields may be marked `confidential` or `adminOnly` (TrackTik help, Filters). Where the
/// settings say where they are, they are taken out of the body before anything else is read.
@Singleton
public final class TrackTikMapper implements VendorMapper {
  /// The system whose name of an event a `customId` is.
  public static final String CUSTOM_ID_SYSTEM = "tracktik-custom-id";

  /// Code table of TrackTik codes unless the settings name another: they are ids of report
  /// templates.
  public static final String DEFAULT_SCHEME = "report-template";

  private static final Profile PROFILE =
      new Profile(
          CUSTOM_ID_SYSTEM,
          DEFAULT_SCHEME,
          Map.of(Format.JSON, Layout.of(Map.of(Fact.CUSTOM_ID, List.of("/customId")))),
          SeverityScale.NONE);

  @Override
  public String vendor() {
    return "tracktik";
  }

  @Override
  public Mapped map(RawEvent raw, byte[] bytes, Source source) {
    return Facts.read(raw, bytes, source, PROFILE, facts -> said(raw, facts, source));
  }

  private static Mapped said(RawEvent raw, Facts facts, Source source) {
    Confidential confidential = source.confidential();
    if (confidential == null || !(facts.body() instanceof JsonFields json)) {
      return facts.draft().said();
    }
    return switch (ConfidentialFields.takenOut(json, confidential)) {
      case ConfidentialFields.Unknown _ ->
          new Mapped.Unreadable(
              "the place of the fields that may be confidential leads to something else than an"
                  + " array");
      case ConfidentialFields.TakenOut taken ->
          Facts.of(raw, taken.rest(), Format.JSON, source, PROFILE)
              .draft()
              .withhold(Withheld.CONFIDENTIAL, taken.words())
              .said();
    };
  }
}
