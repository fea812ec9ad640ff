package io.tocsin.normalizer;

import io.tocsin.normalizer.vendor.Mapped;
import io.tocsin.platform.Sha256;
import io.tocsin.schemas.CodeEntry;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.MappingApplied;
import io.tocsin.schemas.Reference;
import io.tocsin.schemas.ReviewReason;
import io.tocsin.schemas.Site;
import io.tocsin.schemas.TimeBasis;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What an event says, mapped, without anything that belongs to one delivery of it.
///
/// @param siteKey canonical site id, or `<source>:<site ref>` where the site is unknown
/// @param site the site, where it is known
/// @param siteRef the source's own name of the site
/// @param code what the code mapping made of the code; null where it has no entry
/// @param facts what the body said
/// @param occurrence when it happened
/// @param review why a human must look
public record Content(
    String siteKey,
    @Nullable Site site,
    @Nullable String siteRef,
    CodeTable.@Nullable Match code,
    Mapped.Facts facts,
    Occurrence occurrence,
    List<ReviewReason> review) {
  /// Changes with the list of fields below: then every event known becomes a revision when it is
  /// sent again.
  private static final String HASH_VERSION = "content/1";

  public Content {
    review = List.copyOf(review);
  }

  /// What happened; `other` where the code is not mapped.
  public EventType type() {
    return code == null ? EventType.other : code.entry().getType();
  }

  /// True for fire, panic, hold-up and medical, as the mapping says.
  public boolean lifeSafety() {
    return code != null && code.entry().getLifeSafety();
  }

  /// The source's severity, or where it gave none the mapping's.
  public @Nullable Integer severity() {
    if (facts.severity() != null) {
      return facts.severity();
    }
    return code == null ? null : code.entry().getSeverity();
  }

  /// Hash over what the source said and how it was mapped.
  ///
  /// Not in it: the delivery (receipt, raw position, time of receipt), the revision, the mapping's
  /// version, and what is only for people's eyes (names of site and code, the zone in which the
  /// time was written). So the same fact sent again stays a duplicate after a rename or after a
  /// change to another code's entry, and becomes a revision when its type, site, client or any fact
  /// changed.
  public String hash() {
    var fields = new ArrayList<@Nullable String>();
    fields.add(HASH_VERSION);
    fields.add(siteKey);
    fields.add(site == null ? null : site.getSiteId());
    fields.add(site == null ? null : site.getClientId());
    fields.add(siteRef);
    fields.add(type().name());
    MappingApplied applied = code == null ? null : code.applied();
    fields.add(applied == null ? null : applied.getSource());
    fields.add(applied == null ? null : applied.getEntry());
    fields.add(facts.code());
    fields.add(facts.scheme());
    fields.add(facts.qualifier() == null ? null : facts.qualifier().name());
    fields.add(Boolean.toString(lifeSafety()));
    fields.add(facts.zone());
    fields.add(facts.area());
    Integer severity = severity();
    fields.add(severity == null ? null : severity.toString());
    fields.add(facts.category());
    fields.add(facts.status());
    fields.add(Long.toString(occurrence.at().toEpochMilli()));
    fields.add(occurrence.basis().name());
    fields.add(occurrence.basis() == TimeBasis.RECEIVED ? occurrence.asReceived() : null);
    fields.add(Integer.toString(facts.references().size()));
    for (Reference reference : facts.references()) {
      fields.add(reference.getSystem());
      fields.add(reference.getId());
    }
    fields.add(Integer.toString(review.size()));
    review.forEach(reason -> fields.add(reason.name()));
    for (Map.Entry<String, String> attribute : new TreeMap<>(facts.attributes()).entrySet()) {
      fields.add(attribute.getKey());
      fields.add(attribute.getValue());
    }
    return Sha256.ofFields(fields.toArray(new @Nullable String[0]));
  }

  /// The code's name in the mapping.
  public @Nullable String codeName() {
    CodeEntry entry = code == null ? null : code.entry();
    return entry == null ? null : entry.getName();
  }
}
