package io.tocsin.normalizer;

import io.tocsin.normalizer.vendor.Attached;
import io.tocsin.normalizer.vendor.Statement;
import io.tocsin.schemas.Attachment;
import io.tocsin.schemas.AttachmentKind;
import io.tocsin.schemas.AttachmentState;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.Disposition;
import io.tocsin.schemas.ObjectRef;
import io.tocsin.schemas.Qualifier;
import io.tocsin.schemas.RawEvent;
import io.tocsin.schemas.Reference;
import org.jspecify.annotations.Nullable;

/// Writes an event's content down as one revision of its canonical event.
final class CanonicalEvents {
  private CanonicalEvents() {}

  /// The revision that a raw record made.
  static CanonicalEvent of(Finding.Judged made) {
    RawEvent raw = made.raw();
    SeenEvent known = made.known();
    Content content = made.content();
    Statement facts = content.facts();
    CodeTable.Match code = content.code();
    return CanonicalEvent.newBuilder()
        .setEventKey(made.eventKey())
        .setRevision(made.revision())
        .setSource(raw.getSource())
        .setVendor(raw.getVendor())
        .setReceipt(raw.getReceipt())
        .setSiteKey(content.siteKey())
        .setSite(content.site())
        .setSiteRef(facts.getSiteRef())
        .setType(content.type())
        .setCode(facts.getCode())
        .setCodeScheme(facts.getScheme())
        .setCodeName(content.codeName())
        .setMapping(code == null ? null : code.applied())
        .setLifeSafety(content.lifeSafety())
        .setQualifier(facts.getQualifier() == null ? null : Qualifier.valueOf(facts.getQualifier()))
        .setZone(facts.getZone())
        .setArea(facts.getArea())
        .setUser(facts.getUser())
        .setAlarmLevel(facts.getAlarmLevel())
        .setSeverity(content.severity())
        .setCategory(facts.getCategory())
        .setStatus(facts.getStatus())
        .setDisposition(disposition(content))
        .setOccurredAt(content.occurredAt())
        .setTimeBasis(content.timeBasis())
        .setTimeAsReceived(facts.getTimeAsReceived())
        .setZoneAsReceived(facts.getZoneAsReceived())
        .setTimeNotes(content.timeNotes())
        .setReceivedAt(known.getFirstReceivedAt())
        .setServiceDay(known.getServiceDay())
        .setPastHorizon(known.getPastHorizon())
        .setReferences(
            facts.getReferences().stream()
                .map(r -> new Reference(r.getSystem(), r.getId()))
                .toList())
        .setReview(content.review())
        .setAttributes(facts.getAttributes())
        .setAttachments(facts.getAttachments().stream().map(CanonicalEvents::attachment).toList())
        .setRedactions(facts.getRedactions())
        .setContentHash(made.hash())
        .setRaw(made.record().at())
        .setReplayId(made.record().replayId())
        .build();
  }

  private static @Nullable Disposition disposition(Content content) {
    String code = content.facts().getDisposition();
    CodeTable.Match match = content.disposition();
    if (code == null) {
      return null;
    }
    return match == null
        ? new Disposition(code, null, null)
        : new Disposition(code, match.entry().getName(), match.applied());
  }

  private static Attachment attachment(Attached attached) {
    String sha256 = attached.getSha256();
    Long size = attached.getSize();
    return new Attachment(
        AttachmentKind.valueOf(attached.getKind()),
        AttachmentState.valueOf(attached.getState()),
        attached.getMediaType(),
        sha256 == null || size == null ? null : new ObjectRef(sha256, size));
  }
}
