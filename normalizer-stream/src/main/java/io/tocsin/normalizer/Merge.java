package io.tocsin.normalizer;

import io.tocsin.normalizer.vendor.Attached;
import io.tocsin.normalizer.vendor.Named;
import io.tocsin.normalizer.vendor.Statement;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Several statements about one event, put together into one.
///
/// Each fact is the first one that is given, so a later statement fills gaps and never erases or
/// changes anything. What is only understood together comes from one statement: code, scheme and
/// qualifier from the first with a code; all that concerns time from the first with a usable time,
/// or, where none has one, from the first that gave any. Attributes count one by one. References,
/// attachments and redactions are added up, each of them once.
final class Merge {
  private static final Map<String, Function<Statement, @Nullable Object>> SINGLE =
      Map.ofEntries(
          Map.entry("siteRef", Statement::getSiteRef),
          Map.entry("code", Merge::codeOf),
          Map.entry("occurredAt", Statement::getOccurredAt),
          Map.entry("zone", Statement::getZone),
          Map.entry("area", Statement::getArea),
          Map.entry("user", Statement::getUser),
          Map.entry("alarmLevel", Statement::getAlarmLevel),
          Map.entry("severity", Statement::getSeverity),
          Map.entry("category", Statement::getCategory),
          Map.entry("status", Statement::getStatus),
          Map.entry("disposition", Statement::getDisposition));

  private Merge() {}

  /// The statements as one, without part and order.
  ///
  /// @param bestFirst at least one, in falling order of standing
  static Statement of(List<Statement> bestFirst) {
    // A table without a code says nothing, and would make a revision where it changes.
    Optional<Statement> coded = firstWith(bestFirst, Statement::getCode);
    Statement timed =
        firstWith(bestFirst, Statement::getOccurredAt)
            .or(() -> firstWith(bestFirst, Statement::getTimeAsReceived))
            .orElse(bestFirst.getFirst());
    var references = new LinkedHashSet<Named>();
    var attachments = new LinkedHashSet<Attached>();
    var redactions = new TreeSet<String>();
    var attributes = new HashMap<String, String>();
    for (Statement said : bestFirst) {
      references.addAll(said.getReferences());
      attachments.addAll(said.getAttachments());
      redactions.addAll(said.getRedactions());
      said.getAttributes().forEach(attributes::putIfAbsent);
    }
    return Statement.newBuilder()
        .setSiteRef(first(bestFirst, Statement::getSiteRef))
        .setOccurredAt(timed.getOccurredAt())
        .setTimeBasis(timed.getTimeBasis())
        .setTimeAsReceived(timed.getTimeAsReceived())
        .setZoneAsReceived(timed.getZoneAsReceived())
        .setTimeNotes(timed.getTimeNotes())
        .setCode(coded.map(Statement::getCode).orElse(null))
        .setScheme(coded.map(Statement::getScheme).orElse(null))
        .setQualifier(coded.map(Statement::getQualifier).orElse(null))
        .setZone(first(bestFirst, Statement::getZone))
        .setArea(first(bestFirst, Statement::getArea))
        .setUser(first(bestFirst, Statement::getUser))
        .setAlarmLevel(first(bestFirst, Statement::getAlarmLevel))
        .setSeverity(first(bestFirst, Statement::getSeverity))
        .setCategory(first(bestFirst, Statement::getCategory))
        .setStatus(first(bestFirst, Statement::getStatus))
        .setDisposition(first(bestFirst, Statement::getDisposition))
        .setReferences(List.copyOf(references))
        .setAttributes(attributes)
        .setAttachments(List.copyOf(attachments))
        .setRedactions(List.copyOf(redactions))
        .build();
  }

  /// Names of the facts that a statement gives otherwise than they stand: fields of the canonical
  /// event, and `attributes.<key>`.
  static SortedSet<String> contradictions(Statement said, Statement standing) {
    var names = new TreeSet<String>();
    SINGLE.forEach(
        (name, fact) -> {
          Object given = fact.apply(said);
          if (given != null && !given.equals(fact.apply(standing))) {
            names.add(name);
          }
        });
    said.getAttributes()
        .forEach(
            (key, given) -> {
              if (!given.equals(standing.getAttributes().get(key))) {
                names.add("attributes." + key);
              }
            });
    return names;
  }

  private static @Nullable Object codeOf(Statement said) {
    return said.getCode() == null
        ? null
        : new Code(said.getCode(), said.getScheme(), said.getQualifier());
  }

  private record Code(String code, @Nullable String scheme, @Nullable String qualifier) {}

  private static Optional<Statement> firstWith(
      List<Statement> bestFirst, Function<Statement, @Nullable Object> fact) {
    return bestFirst.stream().filter(said -> fact.apply(said) != null).findFirst();
  }

  private static <T> @Nullable T first(
      List<Statement> bestFirst, Function<Statement, @Nullable T> fact) {
    return bestFirst.stream().map(fact).filter(Objects::nonNull).findFirst().orElse(null);
  }
}
