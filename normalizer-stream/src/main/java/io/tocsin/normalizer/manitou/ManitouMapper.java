package io.tocsin.normalizer.manitou;

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
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads signals of Bold Manitou: Bold XML packets by their known names, JSON by the source's
/// pointers (no JSON layout is documented).
@Singleton
public final class ManitouMapper implements VendorMapper {
  /// The system whose name of a signal the value at the pointer `custom-id` is.
  public static final String CUSTOM_ID_SYSTEM = "manitou-custom-id";

  @Override
  public String vendor() {
    return "manitou";
  }

  @Override
  public Mapped map(RawEvent raw, Source source) {
    String mediaType = raw.getMediaType();
    if (mediaType.endsWith("xml")) {
      return xml(raw, source);
    }
    if (mediaType.endsWith("json")) {
      return json(raw, source);
    }
    return new Mapped.Unreadable("the media type is neither XML nor JSON");
  }

  private static Mapped xml(RawEvent raw, Source source) {
    Optional<List<BoldXml.Signal>> read = BoldXml.signals(VendorMapper.body(raw));
    if (read.isEmpty()) {
      return new Mapped.Unreadable("the body is no well-formed Bold XML packet");
    }
    List<BoldXml.Signal> signals = read.get();
    Integer index = raw.getBatchIndex();
    // One signal alone is the one that is meant, whether the gateway cut it out of a batch or not.
    int chosen = signals.size() == 1 ? 0 : Objects.requireNonNullElse(index, -1);
    if (signals.isEmpty()) {
      return new Mapped.Unreadable("the packet has no Signal");
    }
    if (chosen < 0 || chosen >= signals.size()) {
      return new Mapped.Unreadable(
          "the packet has %d signals and the record's batch index is %s"
              .formatted(signals.size(), index));
    }
    BoldXml.Signal signal = signals.get(chosen);
    SignalCode code =
        SignalCode.of(raw.getCode(), orDefault(signal.eventType(), source.codeScheme()), null);
    return facts(raw, code, signal.zone(), null, null, null, null, List.of(), Map.of());
  }

  private static Mapped json(RawEvent raw, Source source) {
    Optional<JsonBody> read = JsonBody.read(VendorMapper.body(raw), source);
    if (read.isEmpty()) {
      return new Mapped.Unreadable("the body is no JSON object");
    }
    JsonBody body = read.get();
    SignalCode code =
        SignalCode.of(
            raw.getCode(),
            orDefault(body.text(Pointer.SCHEME), source.codeScheme()),
            body.text(Pointer.QUALIFIER));
    String severity = body.text(Pointer.SEVERITY);
    String customId = body.text(Pointer.CUSTOM_ID);
    return facts(
        raw,
        code,
        body.text(Pointer.ZONE),
        body.text(Pointer.AREA),
        Severity.of(severity),
        body.text(Pointer.CATEGORY),
        body.text(Pointer.STATUS),
        customId == null ? List.of() : List.of(new Reference(CUSTOM_ID_SYSTEM, customId)),
        severity != null && Severity.of(severity) == null
            ? Map.of("severity_as_received", severity)
            : Map.of());
  }

  private static @Nullable String orDefault(@Nullable String word, @Nullable String otherwise) {
    return word == null ? otherwise : word;
  }

  private static Mapped.Facts facts(
      RawEvent raw,
      SignalCode code,
      @Nullable String zone,
      @Nullable String area,
      @Nullable Integer severity,
      @Nullable String category,
      @Nullable String status,
      List<Reference> references,
      Map<String, String> further) {
    var attributes = new HashMap<>(further);
    String asReceived = raw.getCode();
    if (asReceived != null && !asReceived.equals(code.code())) {
      attributes.put("code_as_received", asReceived);
    }
    return new Mapped.Facts(
        code.code(),
        code.scheme(),
        code.qualifier(),
        zone,
        area,
        severity,
        category,
        status,
        references,
        attributes);
  }
}
