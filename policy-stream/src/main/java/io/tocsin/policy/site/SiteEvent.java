package io.tocsin.policy.site;

import io.tocsin.policy.index.SortedText;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.Reference;
import io.tocsin.schemas.ReviewReason;
import io.tocsin.schemas.Ruling;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The latest revision of an event, and what an operator ruled of it.
///
/// @param event as it was accepted
/// @param ruling null where nothing was ruled
public record SiteEvent(CanonicalEvent event, @Nullable Ruling ruling) {
  /// In the order of acceptance: when the gateway received it first, then by event key.
  static final Comparator<SiteEvent> ACCEPTANCE =
      Comparator.<SiteEvent, Instant>comparing(one -> one.event().getReceivedAt())
          .thenComparing(SiteEvent::key, SortedText.ORDER);

  private static final Set<ReviewReason> ASK_WHAT_IT_WAS =
      EnumSet.of(ReviewReason.UNMAPPED_CODE, ReviewReason.UNMAPPED_DISPOSITION);

  private static final Comparator<Reference> NAMES =
      Comparator.comparing(Reference::getSystem).thenComparing(Reference::getId);

  /// The event key.
  public String key() {
    return event.getEventKey();
  }

  String source() {
    return event.getSource();
  }

  /// When it happened, in milliseconds since 1970, UTC.
  long at() {
    return event.getOccurredAt().toEpochMilli();
  }

  /// What it was: the operator's word before the mapping's.
  public EventType type() {
    return ruling == null || ruling.getType() == null ? event.getType() : ruling.getType();
  }

  /// The event with the type that was ruled.
  CanonicalEvent judged() {
    return type() == event.getType()
        ? event
        : CanonicalEvent.newBuilder(event).setType(type()).build();
  }

  /// Whether an operator ruled that it is an incident of its own.
  boolean separate() {
    return ruling != null && ruling.getSeparate();
  }

  /// The event that an operator ruled it to be one incident with.
  @Nullable String joins() {
    return ruling == null || separate() || key().equals(ruling.getJoins())
        ? null
        : ruling.getJoins();
  }

  /// Whether an operator said that a reason no longer holds it back. Who said what it was has said
  /// that of the reasons that only ask for it.
  boolean accepted(ReviewReason reason) {
    return ruling != null
        && (ruling.getAccepted().contains(reason)
            || (ruling.getType() != null && ASK_WHAT_IT_WAS.contains(reason)));
  }

  /// Everything that it is called: by its own source, and by the references that it carries. In
  /// order, each once.
  List<Reference> names() {
    var names = new TreeSet<>(NAMES);
    String own = source() + ":";
    if (key().startsWith(own) && key().length() > own.length()) {
      names.add(new Reference(source(), key().substring(own.length())));
    }
    event.getReferences().stream()
        .filter(reference -> !reference.getId().isBlank())
        .forEach(names::add);
    return List.copyOf(names);
  }
}
