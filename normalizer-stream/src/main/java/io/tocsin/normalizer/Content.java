package io.tocsin.normalizer;

import io.tocsin.normalizer.codes.StandardTables;
import io.tocsin.normalizer.vendor.Attached;
import io.tocsin.normalizer.vendor.Named;
import io.tocsin.normalizer.vendor.Statement;
import io.tocsin.platform.Sha256;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.MappingApplied;
import io.tocsin.schemas.Qualifier;
import io.tocsin.schemas.ReviewReason;
import io.tocsin.schemas.Site;
import io.tocsin.schemas.TimeBasis;
import io.tocsin.schemas.TimeNote;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What an event says, mapped, without anything that belongs to one delivery of it.
///
/// @param siteKey canonical site id, or `<source>:<site ref>` where the site is unknown
/// @param site the site, where it is known
/// @param code what the code mapping made of the code; null where it has no entry
/// @param disposition what it made of the disposition; null where there is none, or no entry for it
/// @param facts what was said
/// @param occurredAt when it happened; where nobody said, when it was received first
/// @param timeNotes what is doubtful about that
/// @param review why a human must look
public record Content(
    String siteKey,
    @Nullable Site site,
    CodeTable.@Nullable Match code,
    CodeTable.@Nullable Match disposition,
    Statement facts,
    Instant occurredAt,
    List<TimeNote> timeNotes,
    List<ReviewReason> review) {
  /// Changes with the list of fields below: then every event known becomes a revision when it is
  /// sent again.
  private static final String HASH_VERSION = "content/2";

  /// The attribute that holds a code in the words in which it came: `E130` and `1130` say the same.
  private static final String CODE_AS_RECEIVED = "code_as_received";

  public Content {
    timeNotes = List.copyOf(timeNotes);
    review = List.copyOf(review);
  }

  /// What happened: what the disposition makes of it, else what the code says, else `other`.
  public EventType type() {
    if (disposition != null) {
      return disposition.entry().getType();
    }
    return code == null ? EventType.other : code.entry().getType();
  }

  /// True for fire, panic, hold-up and medical, as the mapping says of the code or of the
  /// disposition; so a disposition never takes it away. A fire signal of which nobody can say
  /// whether it is the beginning or the end has no type, and is life safety all the same.
  public boolean lifeSafety() {
    boolean byCode =
        code == null
            ? StandardTables.lifeSafety(facts.getScheme(), facts.getCode(), qualifier())
            : code.entry().getLifeSafety();
    return byCode || (disposition != null && disposition.entry().getLifeSafety());
  }

  private @Nullable Qualifier qualifier() {
    return facts.getQualifier() == null ? null : Qualifier.valueOf(facts.getQualifier());
  }

  /// The source's severity, or where it gave none the mapping's.
  public @Nullable Integer severity() {
    if (facts.getSeverity() != null) {
      return facts.getSeverity();
    }
    return code == null ? null : code.entry().getSeverity();
  }

  /// What the time of the event rests on.
  public TimeBasis timeBasis() {
    return facts.getOccurredAt() == null
        ? TimeBasis.RECEIVED
        : TimeBasis.valueOf(facts.getTimeBasis());
  }

  /// Hash over what was said and how it was mapped.
  ///
  /// Not in it: the delivery (receipt, raw position, time of receipt), the revision, the mapping's
  /// version, and what is only for people's eyes (names of site and code, the zone in which the
  /// time was written and what is noted about it, how a code was spelled, the names of redaction
  /// rules). So the same fact sent again stays a duplicate after a rename or after a change to
  /// another code's entry, and becomes a revision when its type, site, client or any fact changed.
  /// References and attachments are sets: their order means nothing.
  public String hash() {
    var fields = new ArrayList<@Nullable String>();
    fields.add(HASH_VERSION);
    fields.add(siteKey);
    fields.add(site == null ? null : site.getSiteId());
    fields.add(site == null ? null : site.getClientId());
    fields.add(facts.getSiteRef());
    fields.add(type().name());
    addApplied(fields, code);
    fields.add(facts.getCode());
    fields.add(facts.getScheme());
    fields.add(facts.getQualifier());
    fields.add(Boolean.toString(lifeSafety()));
    fields.add(facts.getZone());
    fields.add(facts.getArea());
    fields.add(facts.getUser());
    fields.add(text(facts.getAlarmLevel()));
    fields.add(text(severity()));
    fields.add(facts.getCategory());
    fields.add(facts.getStatus());
    fields.add(facts.getDisposition());
    addApplied(fields, disposition);
    fields.add(Long.toString(occurredAt.toEpochMilli()));
    fields.add(timeBasis().name());
    fields.add(timeBasis() == TimeBasis.RECEIVED ? facts.getTimeAsReceived() : null);
    addReferences(fields);
    addAttachments(fields);
    fields.add(Integer.toString(review.size()));
    review.forEach(reason -> fields.add(reason.name()));
    var attributes = new TreeMap<>(facts.getAttributes());
    attributes.remove(CODE_AS_RECEIVED);
    attributes.forEach(
        (key, value) -> {
          fields.add(key);
          fields.add(value);
        });
    return Sha256.ofFields(fields.toArray(new @Nullable String[0]));
  }

  private static void addApplied(List<@Nullable String> fields, CodeTable.@Nullable Match match) {
    MappingApplied applied = match == null ? null : match.applied();
    fields.add(applied == null ? null : applied.getSource());
    fields.add(applied == null ? null : applied.getEntry());
  }

  private void addReferences(List<@Nullable String> fields) {
    fields.add(Integer.toString(facts.getReferences().size()));
    facts.getReferences().stream()
        .sorted(Comparator.comparing(Named::getSystem).thenComparing(Named::getId))
        .forEach(
            reference -> {
              fields.add(reference.getSystem());
              fields.add(reference.getId());
            });
  }

  private void addAttachments(List<@Nullable String> fields) {
    fields.add(Integer.toString(facts.getAttachments().size()));
    facts.getAttachments().stream()
        .sorted(
            Comparator.comparing(Attached::getKind)
                .thenComparing(Attached::getState)
                .thenComparing(
                    Attached::getSha256, Comparator.nullsFirst(Comparator.naturalOrder()))
                .thenComparing(
                    Attached::getMediaType, Comparator.nullsFirst(Comparator.naturalOrder())))
        .forEach(
            attached -> {
              fields.add(attached.getKind());
              fields.add(attached.getState());
              fields.add(attached.getSha256());
              fields.add(attached.getMediaType());
            });
  }

  private static @Nullable String text(@Nullable Integer number) {
    return number == null ? null : number.toString();
  }

  /// The code's name in the mapping.
  public @Nullable String codeName() {
    return code == null ? null : code.entry().getName();
  }
}
