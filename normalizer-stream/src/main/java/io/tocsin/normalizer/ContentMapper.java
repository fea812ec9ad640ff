package io.tocsin.normalizer;

import io.tocsin.normalizer.vendor.Statement;
import io.tocsin.schemas.Qualifier;
import io.tocsin.schemas.ReviewReason;
import io.tocsin.schemas.Site;
import io.tocsin.schemas.SiteEntry;
import io.tocsin.schemas.TimeNote;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Puts what was said of an event together with what operators configured: code mapping and site
/// directory.
public final class ContentMapper {
  private final Duration maxSkew;
  private final Duration maxAhead;
  private final Duration maxBehind;

  /// @param maxSkew how far after its receipt an event may claim to have happened before the time
  /// is noted as [TimeNote#FUTURE]
  /// @param maxAhead how far after it before the time is called absurd
  /// @param maxBehind how long before it likewise
  public ContentMapper(Duration maxSkew, Duration maxAhead, Duration maxBehind) {
    this.maxSkew = maxSkew;
    this.maxAhead = maxAhead;
    this.maxBehind = maxBehind;
  }

  /// The content of an event.
  ///
  /// @param source name of its source
  /// @param facts all that was said of it
  /// @param receivedAt when the event's first delivery was received: the measure of its time, so
  /// that the same words mean the same time whenever they are repeated
  /// @param codes the code table of its source
  /// @param sites the site directory, asked by `<source>:<site ref>`
  public Content map(
      String source,
      Statement facts,
      Instant receivedAt,
      CodeTable codes,
      Function<String, Optional<SiteEntry>> sites) {
    String siteRef = facts.getSiteRef();
    String reference = source + ":" + (siteRef == null ? "" : siteRef);
    SiteEntry entry = siteRef == null ? null : sites.apply(reference).orElse(null);
    CodeTable.Match code =
        codes.find(facts.getCode(), facts.getScheme(), qualifier(facts), siteRef).orElse(null);
    CodeTable.Match disposition =
        codes.find(facts.getDisposition(), CodeTable.DISPOSITION, null, siteRef).orElse(null);
    Long at = facts.getOccurredAt();
    Instant occurredAt = at == null ? receivedAt : Instant.ofEpochMilli(at);
    boolean absurd =
        occurredAt.isAfter(receivedAt.plus(maxAhead))
            || occurredAt.isBefore(receivedAt.minus(maxBehind));
    var notes = new ArrayList<TimeNote>();
    facts.getTimeNotes().forEach(note -> notes.add(TimeNote.valueOf(note)));
    if (occurredAt.isAfter(receivedAt.plus(maxSkew))) {
      notes.add(TimeNote.FUTURE);
    }
    if (absurd) {
      notes.add(TimeNote.ABSURD);
    }
    var review = new ArrayList<ReviewReason>();
    if (code == null) {
      review.add(ReviewReason.UNMAPPED_CODE);
    }
    if (facts.getDisposition() != null && disposition == null) {
      review.add(ReviewReason.UNMAPPED_DISPOSITION);
    }
    if (entry == null) {
      review.add(ReviewReason.UNKNOWN_SITE);
    }
    if (absurd) {
      review.add(ReviewReason.ABSURD_TIME);
    }
    return new Content(
        entry == null ? reference : entry.getSiteId(),
        entry == null ? null : site(entry),
        code,
        disposition,
        facts,
        occurredAt,
        notes,
        review);
  }

  /// The local day on which an event counts: that of its time, or where that is absurd, of its
  /// receipt; in its site's zone, where the site is unknown in its source's, where that has none in
  /// UTC.
  ///
  /// @param sourceZone zone of the source
  public static LocalDate serviceDay(
      Content content, Instant receivedAt, @Nullable ZoneId sourceZone) {
    boolean absurd = content.review().contains(ReviewReason.ABSURD_TIME);
    return (absurd ? receivedAt : content.occurredAt())
        .atZone(zone(content.site(), sourceZone))
        .toLocalDate();
  }

  private static ZoneId zone(@Nullable Site site, @Nullable ZoneId sourceZone) {
    if (site != null) {
      return ZoneId.of(site.getTimeZone());
    }
    return sourceZone == null ? ZoneOffset.UTC : sourceZone;
  }

  private static @Nullable Qualifier qualifier(Statement facts) {
    String name = facts.getQualifier();
    return name == null ? null : Qualifier.valueOf(name);
  }

  private static Site site(SiteEntry entry) {
    return new Site(entry.getSiteId(), entry.getClientId(), entry.getName(), entry.getTimeZone());
  }
}
