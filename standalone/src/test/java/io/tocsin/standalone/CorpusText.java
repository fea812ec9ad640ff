package io.tocsin.standalone;

import io.tocsin.schemas.Attachment;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.DeliveryOutcome;
import io.tocsin.schemas.Disposition;
import io.tocsin.schemas.MappingApplied;
import io.tocsin.schemas.Outcome;
import io.tocsin.schemas.ReviewReason;
import io.tocsin.schemas.TimeBasis;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/// What became of deliveries, in the words of `expected.yml`. What is null, empty or false is left
/// out, and so is everything that depends on when the delivery was received.
final class CorpusText {
  private CorpusText() {}

  /// What became of one raw record.
  static String outcome(DeliveryOutcome outcome) {
    String what =
        switch (outcome.getOutcome()) {
          case NEW -> "new";
          case REVISION -> "revision " + outcome.getRevision();
          case DUPLICATE -> "duplicate";
          case DEAD_LETTERED -> "dead letter " + outcome.getReasonCode();
        };
    boolean ignored =
        outcome.getOutcome() != Outcome.DEAD_LETTERED && !outcome.getIgnored().isEmpty();
    return ignored ? what + ", ignoring " + String.join(", ", outcome.getIgnored()) : what;
  }

  /// One revision of one event.
  static Map<String, Object> event(CanonicalEvent event) {
    var text = new LinkedHashMap<String, Object>();
    text.put("key", event.getEventKey());
    text.put("revision", event.getRevision());
    text.put("type", event.getType().name());
    put(text, "life-safety", event.getLifeSafety() ? true : null);
    text.put("site", event.getSiteKey());
    put(text, "site-ref", event.getSiteRef());
    put(text, "code", event.getCode());
    put(text, "scheme", event.getCodeScheme());
    put(text, "code-name", event.getCodeName());
    put(text, "mapped-by", mapping(event.getMapping()));
    put(text, "qualifier", event.getQualifier());
    put(text, "zone", event.getZone());
    put(text, "area", event.getArea());
    put(text, "user", event.getUser());
    put(text, "alarm-level", event.getAlarmLevel());
    put(text, "severity", event.getSeverity());
    put(text, "category", event.getCategory());
    put(text, "status", event.getStatus());
    put(text, "disposition", disposition(event.getDisposition()));
    put(text, "time-as-received", event.getTimeAsReceived());
    put(text, "zone-as-received", event.getZoneAsReceived());
    text.put("time-basis", event.getTimeBasis().name());
    if (event.getTimeBasis() != TimeBasis.RECEIVED) {
      text.put("occurred-at", event.getOccurredAt().toString());
      if (!event.getReview().contains(ReviewReason.ABSURD_TIME)) {
        text.put("service-day", event.getServiceDay().toString());
      }
    }
    put(text, "time-notes", names(event.getTimeNotes()));
    put(text, "review", names(event.getReview()));
    put(
        text,
        "references",
        event.getReferences().stream().map(r -> r.getSystem() + ":" + r.getId()).toList());
    put(text, "attributes", new TreeMap<>(event.getAttributes()));
    put(text, "attachments", event.getAttachments().stream().map(CorpusText::attachment).toList());
    put(text, "redactions", names(event.getRedactions()));
    return text;
  }

  /// Values in the form in which a person writes them.
  static String yaml(Object value) {
    var options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setIndicatorIndent(2);
    options.setIndentWithIndicator(true);
    options.setWidth(200);
    return new Yaml(options).dump(value);
  }

  private static List<String> names(Collection<?> values) {
    return values.stream().map(Object::toString).toList();
  }

  private static void put(Map<String, Object> text, String name, @Nullable Object value) {
    boolean nothing =
        switch (value) {
          case null -> true;
          case Collection<?> values -> values.isEmpty();
          case Map<?, ?> values -> values.isEmpty();
          default -> false;
        };
    if (!nothing) {
      text.put(name, value instanceof Enum<?> constant ? constant.name() : value);
    }
  }

  private static @Nullable String mapping(@Nullable MappingApplied mapping) {
    return mapping == null
        ? null
        : "%s %d %s".formatted(mapping.getSource(), mapping.getVersion(), mapping.getEntry());
  }

  private static @Nullable Map<String, Object> disposition(@Nullable Disposition disposition) {
    if (disposition == null) {
      return null;
    }
    var text = new LinkedHashMap<String, Object>();
    text.put("code", disposition.getCode());
    put(text, "name", disposition.getName());
    put(text, "mapped-by", mapping(disposition.getMapping()));
    return text;
  }

  private static String attachment(Attachment attachment) {
    String what = attachment.getKind() + " " + attachment.getState();
    return attachment.getMediaType() == null ? what : what + " " + attachment.getMediaType();
  }
}
