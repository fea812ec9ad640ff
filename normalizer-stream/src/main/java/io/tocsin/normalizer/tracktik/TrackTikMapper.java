package io.tocsin.normalizer.tracktik;

import io.tocsin.normalizer.vendor.JsonBody;
import io.tocsin.normalizer.vendor.Mapped;
import io.tocsin.normalizer.vendor.Pointer;
import io.tocsin.normalizer.vendor.Severity;
import io.tocsin.normalizer.vendor.Source;
import io.tocsin.normalizer.vendor.VendorMapper;
import io.tocsin.schemas.RawEvent;
import io.tocsin.schemas.Reference;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/// Reads TrackTik entities (reports, dispatch tasks).
///
/// Severity, category and status have no documented place: TrackTik keeps them in report flags, so
/// their pointers are settings without default. `customId`, "Source Unique Identifier from the
/// originating system" (TrackTik help, Dispatch Tasks: create), becomes a reference.
@Singleton
public final class TrackTikMapper implements VendorMapper {
  /// The system whose name of an event a `customId` is.
  public static final String CUSTOM_ID_SYSTEM = "tracktik-custom-id";

  /// Code table of TrackTik codes unless the settings name another: they are ids of report
  /// templates.
  public static final String DEFAULT_SCHEME = "report-template";

  @Override
  public String vendor() {
    return "tracktik";
  }

  @Override
  public Mapped map(RawEvent raw, Source source) {
    Optional<JsonBody> read = JsonBody.read(VendorMapper.body(raw), source);
    if (read.isEmpty()) {
      return new Mapped.Unreadable("the body is no JSON object");
    }
    JsonBody body = read.get();
    String customId = body.text(Pointer.CUSTOM_ID);
    String severity = body.text(Pointer.SEVERITY);
    var attributes = new HashMap<String, String>();
    if (severity != null && Severity.of(severity) == null) {
      attributes.put("severity_as_received", severity);
    }
    String scheme = source.codeScheme();
    return new Mapped.Facts(
        raw.getCode(),
        scheme == null ? DEFAULT_SCHEME : scheme,
        null,
        body.text(Pointer.ZONE),
        body.text(Pointer.AREA),
        Severity.of(severity),
        body.text(Pointer.CATEGORY),
        body.text(Pointer.STATUS),
        customId == null ? List.of() : List.of(new Reference(CUSTOM_ID_SYSTEM, customId)),
        attributes);
  }
}
