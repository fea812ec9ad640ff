package io.tocsin.normalizer.manitou;

import io.tocsin.normalizer.codes.AddressKind;
import io.tocsin.normalizer.codes.StandardTables;
import io.tocsin.normalizer.vendor.Draft;
import io.tocsin.normalizer.vendor.Fact;
import io.tocsin.normalizer.vendor.Facts;
import io.tocsin.normalizer.vendor.Format;
import io.tocsin.normalizer.vendor.Layout;
import io.tocsin.normalizer.vendor.Mapped;
import io.tocsin.normalizer.vendor.Profile;
import io.tocsin.normalizer.vendor.SeverityScale;
import io.tocsin.normalizer.vendor.Source;
import io.tocsin.normalizer.vendor.Statement;
import io.tocsin.normalizer.vendor.VendorMapper;
import io.tocsin.schemas.RawEvent;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Reads signals of Bold Manitou: Bold XML packets by their known names; JSON, rows of the activity
/// log and mails by the source's places, since no layout of these is documented.
@Singleton
public final class ManitouMapper implements VendorMapper {
  /// The system whose name of a signal the fact `custom-id` is.
  public static final String CUSTOM_ID_SYSTEM = "manitou-custom-id";

  private static final Profile PROFILE =
      new Profile(
          CUSTOM_ID_SYSTEM,
          null,
          Map.of(
              Format.XML,
              Layout.of(
                  Map.of(
                      Fact.CODE, List.of("@Event"),
                      Fact.SCHEME, List.of("@EvType"),
                      Fact.ZONE, List.of("Zone"),
                      Fact.LINK, List.of("URL")))),
          SeverityScale.NONE);

  @Override
  public String vendor() {
    return "manitou";
  }

  @Override
  public Mapped map(RawEvent raw, byte[] body, Source source) {
    return Format.of(raw.getMediaType()).equals(Optional.of(Format.XML))
        ? xml(raw, body, source)
        : Facts.read(raw, body, source, PROFILE, facts -> said(facts.draft()));
  }

  private static Mapped xml(RawEvent raw, byte[] bytes, Source source) {
    Optional<List<BoldXml.Signal>> read = BoldXml.signals(bytes);
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
    Draft draft = Facts.of(raw, signal, Format.XML, source, PROFILE).draft();
    signal.photos().forEach(draft::carry);
    return said(draft);
  }

  /// A signal has one number beside its code, which the standards read as a zone or as a user.
  private static Mapped said(Draft draft) {
    Statement.Builder statement = draft.statement();
    if (statement.getUser() == null
        && StandardTables.addressKind(statement.getScheme(), statement.getCode())
            == AddressKind.USER) {
      statement.setUser(statement.getZone()).setZone(null);
    }
    return draft.said();
  }
}
