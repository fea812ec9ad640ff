package io.tocsin.normalizer;

import io.tocsin.normalizer.vendor.Mapped;
import io.tocsin.normalizer.vendor.Source;
import io.tocsin.schemas.RawEvent;
import io.tocsin.schemas.ReviewReason;
import io.tocsin.schemas.Site;
import io.tocsin.schemas.SiteEntry;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Puts a record's facts together with what operators configured: code mapping, site directory,
/// zones.
public final class ContentMapper {
  private final Duration maxAhead;
  private final Duration maxBehind;

  /// @param maxAhead how far after its receipt an event may claim to have happened before the time
  /// is called absurd
  /// @param maxBehind how long before its receipt likewise
  public ContentMapper(Duration maxAhead, Duration maxBehind) {
    this.maxAhead = maxAhead;
    this.maxBehind = maxBehind;
  }

  /// The content of one raw record.
  ///
  /// @param raw the record
  /// @param facts what its body said
  /// @param source how its source is read
  /// @param receivedAt when the event's first delivery was received: the measure of its time, so
  /// that the same words mean the same time whenever they are repeated
  /// @param codes the source's code mapping
  /// @param sites the site directory, asked by `<source>:<site ref>`
  public Content map(
      RawEvent raw,
      Mapped.Facts facts,
      Source source,
      Instant receivedAt,
      Optional<CodeTable> codes,
      Function<String, Optional<SiteEntry>> sites) {
    String siteRef = raw.getSiteRef();
    String reference = raw.getSource() + ":" + (siteRef == null ? "" : siteRef);
    SiteEntry entry = siteRef == null ? null : sites.apply(reference).orElse(null);
    CodeTable.Match match =
        codes
            .flatMap(table -> table.find(facts.code(), facts.scheme(), facts.qualifier()))
            .orElse(null);
    Occurrence occurrence = Occurrence.of(raw.getSentAt(), source, receivedAt);
    var review = new ArrayList<ReviewReason>();
    if (match == null) {
      review.add(ReviewReason.UNMAPPED_CODE);
    }
    if (entry == null) {
      review.add(ReviewReason.UNKNOWN_SITE);
    }
    if (absurd(occurrence.at(), receivedAt)) {
      review.add(ReviewReason.ABSURD_TIME);
    }
    return new Content(
        entry == null ? reference : entry.getSiteId(),
        entry == null ? null : site(entry),
        siteRef,
        match,
        facts,
        occurrence,
        review);
  }

  /// The local day on which an event counts: in its site's zone; where the site is unknown, in its
  /// source's; where that has none, in UTC.
  public static LocalDate serviceDay(Content content, Source source) {
    return content.occurrence().at().atZone(zone(content.site(), source)).toLocalDate();
  }

  private static ZoneId zone(@Nullable Site site, Source source) {
    if (site != null) {
      return ZoneId.of(site.getTimeZone());
    }
    ZoneId configured = source.timeZone();
    return configured == null ? ZoneOffset.UTC : configured;
  }

  private boolean absurd(Instant occurredAt, Instant receivedAt) {
    return occurredAt.isAfter(receivedAt.plus(maxAhead))
        || occurredAt.isBefore(receivedAt.minus(maxBehind));
  }

  private static Site site(SiteEntry entry) {
    return new Site(entry.getSiteId(), entry.getClientId(), entry.getName(), entry.getTimeZone());
  }
}
