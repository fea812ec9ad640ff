package io.tocsin.policy.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.policy.Events;
import io.tocsin.policy.Markdown;
import io.tocsin.policy.Markdown.Section;
import io.tocsin.policy.Rulebooks;
import io.tocsin.policy.decision.Keys;
import io.tocsin.policy.rulebook.CompiledRulebook;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.Charge;
import io.tocsin.schemas.Decision;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.Qualifier;
import io.tocsin.schemas.Reference;
import io.tocsin.schemas.ReviewReason;
import io.tocsin.schemas.Ruling;
import io.tocsin.schemas.TestWindow;
import io.tocsin.schemas.WeeklySpan;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Runs the examples of several events that a finance person reads.
final class SiteExamplesTest {
  private static final String NONE = "-";

  @TestFactory
  Stream<DynamicTest> theExamplesHold() {
    return Markdown.sections("site-examples.md").stream()
        .flatMap(
            section ->
                orders(section).entrySet().stream()
                    .map(
                        order ->
                            DynamicTest.dynamicTest(
                                section.title() + ", " + order.getKey(),
                                () -> holds(section, order.getValue()))));
  }

  /// The orders in which one case can be said.
  private static Map<String, List<World.Change>> orders(Section section) {
    CompiledRulebook rulebook = Rulebooks.read(section.blocks("yaml").getFirst());
    List<World.Change> published =
        List.of(new World.Change.Published(rulebook.version(), rulebook));
    List<World.Change> events =
        section.rows().stream()
            .<World.Change>map(row -> new World.Change.Happened(event(row)))
            .toList();
    List<World.Change> said =
        section.blocks("text").stream().flatMap(String::lines).map(SiteExamplesTest::said).toList();
    var orders = new LinkedHashMap<String, List<World.Change>>();
    orders.put("in order", concat(List.of(published, said, events)));
    orders.put("said late", concat(List.of(published, events, said)));
    orders.put(
        "all the other way round", concat(List.of(events.reversed(), said.reversed(), published)));
    return orders;
  }

  private static List<World.Change> concat(List<List<World.Change>> parts) {
    return parts.stream().flatMap(List::stream).toList();
  }

  private static void holds(Section section, List<World.Change> changes) {
    var live = new Live(SiteDecider.MOST_MEMBERS);
    changes.forEach(live::take);

    for (Map<String, String> row : section.rows()) {
      Map<String, String> said = said(live.decisions.get(row.get("event")), live);
      var expected = new LinkedHashMap<String, String>(row);
      expected.keySet().retainAll(said.keySet());
      said.keySet().retainAll(expected.keySet());
      assertThat(said).as(row.get("event")).isEqualTo(expected);
    }
  }

  private static Map<String, String> said(Decision decision, Live live) {
    var said = new LinkedHashMap<String, String>();
    said.put("end state", decision.getEndState().name());
    said.put("reason code", orNone(decision.getReasonCode()));
    said.put("reason", decision.getReason());
    said.put("charge", charge(decision.getCharge()));
    said.put(
        "ordinal",
        decision.getCharge() == null ? NONE : Integer.toString(decision.getCharge().getOrdinal()));
    said.put("signal charge", charge(decision.getSignalCharge()));
    said.put("on test", orNone(decision.getOnTest()));
    said.put(
        "incident of",
        live.decisions.keySet().stream()
            .filter(key -> Keys.incident(key).equals(decision.getIncidentId()))
            .findFirst()
            .orElseThrow());
    said.put(
        "joined by",
        decision.getIncidentEvidence().isEmpty()
            ? NONE
            : decision.getIncidentEvidence().stream()
                .map(evidence -> evidence.getKind() + " " + evidence.getEventKey())
                .collect(Collectors.joining(" ")));
    said.put("routes", String.join(" ", decision.getRoutes()));
    return said;
  }

  private static String orNone(String value) {
    return value == null ? NONE : value;
  }

  private static String charge(Charge charge) {
    return charge == null
        ? NONE
        : "%s %s × %s = %s %s"
            .formatted(
                charge.getSku(),
                charge.getQuantity(),
                charge.getUnitPrice(),
                charge.getAmount(),
                charge.getCurrency());
  }

  private static CanonicalEvent event(Map<String, String> row) {
    String key = row.get("event");
    String source = key.substring(0, key.indexOf(':'));
    Instant at = Instant.parse(row.get("occurred"));
    String site = cell(row, "site").isEmpty() ? "northgate-mall" : cell(row, "site");
    CanonicalEvent.Builder event =
        Events.event(key)
            .setEventKey(key)
            .setSource(source)
            .setSiteKey(site)
            .setSite(Events.site(site, "northgate", site))
            .setType(EventType.valueOf(row.get("type")))
            .setOccurredAt(at)
            .setServiceDay(at.atZone(ZoneId.of("America/Chicago")).toLocalDate())
            .setReceivedAt(
                cell(row, "received").isEmpty()
                    ? at.plus(Duration.ofMinutes(2))
                    : Instant.parse(cell(row, "received")))
            .setLifeSafety(cell(row, "life safety").equals("yes"))
            .setReferences(
                words(cell(row, "references"))
                    .map(words -> List.of(new Reference(words[0], words[1])))
                    .orElse(List.of()))
            .setReview(
                cell(row, "review").isEmpty()
                    ? List.of()
                    : List.of(ReviewReason.valueOf(cell(row, "review"))));
    if (!cell(row, "zone").isEmpty()) {
      event.setZone(cell(row, "zone"));
    }
    words(cell(row, "code"))
        .ifPresent(
            words -> {
              event.setCodeScheme(words[0]).setCode(words[1]);
              event.setQualifier(words.length > 2 ? Qualifier.valueOf(words[2]) : null);
            });
    if (!cell(row, "attributes").isEmpty()) {
      String[] pair = cell(row, "attributes").split("=");
      event.setAttributes(Map.of(pair[0], pair[1]));
    }
    return event.build();
  }

  private static String cell(Map<String, String> row, String title) {
    return row.getOrDefault(title, "");
  }

  private static Optional<String[]> words(String cell) {
    return cell.isEmpty() ? Optional.empty() : Optional.of(cell.split(" "));
  }

  /// Reads a line such as `window W-7: site mall, from 2026-11-03T04:00:00Z, because panel
  /// replaced`.
  private static World.Change said(String line) {
    String[] halves = line.split(": ", 2);
    String[] subject = halves[0].split(" ", 2);
    var facts = new LinkedHashMap<String, String>();
    for (String fact : halves[1].split(", ")) {
      String[] words = fact.split(" ", 2);
      facts.put(words[0], words.length > 1 ? words[1] : "");
    }
    return subject[0].equals("window")
        ? new World.Change.Tested(window(subject[1], facts))
        : new World.Change.Ruled(subject[1], ruling(subject[1], facts));
  }

  private static TestWindow window(String id, Map<String, String> facts) {
    TestWindow.Builder window =
        TestWindow.newBuilder()
            .setId(id)
            .setVersion(1)
            .setClientId(facts.get("client"))
            .setSiteId(facts.get("site"))
            .setZones(facts.containsKey("zones") ? List.of(facts.get("zones")) : List.of())
            .setTypes(List.of())
            .setWeekly(List.of())
            .setReason(facts.get("because"))
            .setActor("operator")
            .setRecordedAt(Instant.EPOCH)
            .setCancelled(facts.containsKey("cancelled"));
    if (facts.containsKey("from")) {
      window.setStartsAt(Instant.parse(facts.get("from")));
    }
    if (facts.containsKey("to")) {
      window.setEndsAt(Instant.parse(facts.get("to")));
    }
    if (facts.containsKey("weekly")) {
      String[] words = facts.get("weekly").split("[ -]");
      window.setWeekly(List.of(new WeeklySpan(List.of(words[0]), words[1], words[2])));
    }
    return window.build();
  }

  private static Ruling ruling(String key, Map<String, String> facts) {
    var accepted = new ArrayList<ReviewReason>();
    if (facts.containsKey("accepted")) {
      accepted.add(ReviewReason.valueOf(facts.get("accepted")));
    }
    return Ruling.newBuilder()
        .setEventKey(key)
        .setVersion(1)
        .setJoins(facts.get("joins"))
        .setSeparate(facts.containsKey("separate"))
        .setType(facts.containsKey("type") ? EventType.valueOf(facts.get("type")) : null)
        .setAccepted(accepted)
        .setNotBillable(facts.get("not-billable"))
        .setReason(facts.get("because"))
        .setActor("operator")
        .setRuledAt(Instant.EPOCH)
        .build();
  }
}
