package io.tocsin.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.schemas.Outcome;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What the golden texts of [ConsoleIT] do not show.
class StoryTextTest {
  private final KnownFacts facts = new KnownFacts();

  @Test
  void aStoryThatIsStillUnderWaySaysWhatIsMissing() throws SQLException {
    facts.deliveries.add(KnownFacts.delivery(1, Outcome.NEW, KnownFacts.EVENT));
    assertThat(StoryText.of(facts.tell(KnownFacts.EVENT)))
        .isEqualTo(TestConsole.resource("story-accepted.txt"));

    facts.revisions.add(KnownFacts.revision(1, "Depot"));
    assertThat(StoryText.of(facts.tell(KnownFacts.EVENT)))
        .contains("Decided     not yet for revision 1");

    facts.decisions.add(KnownFacts.decision(1, 1, "billing"));
    assertThat(StoryText.of(facts.tell(KnownFacts.EVENT)))
        .contains("Decided     billable: Billed.", "Billing     no sink of that name has answered");

    facts.revisions.add(KnownFacts.revision(2, "Depot"));
    assertThat(StoryText.of(facts.tell(KnownFacts.EVENT)))
        .contains("Decided     not yet for revision 2", "Decided     billable: Billed.");
  }

  @Test
  void manyDuplicatesAndDecisionsStayAFewLines() throws SQLException {
    facts.deliveries.add(KnownFacts.delivery(1, Outcome.NEW, KnownFacts.EVENT));
    for (int i = 2; i <= 80; i++) {
      facts.deliveries.add(KnownFacts.delivery(i, Outcome.DUPLICATE, KnownFacts.EVENT));
    }
    for (int i = 81; i <= 99; i++) {
      facts.deliveries.add(KnownFacts.delivery(i, Outcome.REVISION, KnownFacts.EVENT));
    }
    facts.revisions.add(KnownFacts.revision(1, "Depot"));
    for (int i = 1; i <= 20; i++) {
      facts.decisions.add(KnownFacts.decision(1, i));
    }

    String text = StoryText.of(facts.tell("receipt-77"));

    assertThat(text)
        .contains(
            "99: 1 new, 19 revisions, 79 duplicates",
            "receipt receipt-77 (asked for): duplicate of revision 1, same as receipt receipt-1",
            "and 15 more",
            "Decided     billable",
            "Earlier     revision 1 decision 19 billable, 12.50 EUR",
            "and 14 more");
    assertThat(text.lines().count()).isLessThan(30);
  }

  @Test
  void theFirstReceiptIsMarkedToo() throws SQLException {
    facts.deliveries.add(KnownFacts.delivery(1, Outcome.NEW, KnownFacts.EVENT));

    assertThat(StoryText.of(facts.tell("receipt-1"))).contains("receipt receipt-1 (asked for)");
  }

  @Test
  void anEventThatWasOnlyDeadLetteredSaysSo() throws SQLException {
    facts.deliveries.add(KnownFacts.delivery(1, Outcome.DEAD_LETTERED, KnownFacts.EVENT));

    assertThat(StoryText.of(facts.tell(KnownFacts.EVENT)))
        .contains(
            "Outcome     dead-lettered, UNREADABLE_BODY: Not readable.",
            "Raw record  raw.tracktik, partition 0, offset 1")
        .doesNotContain("on its way");
  }

  @Test
  void whatASenderWroteCannotSteerTheTerminal() throws SQLException {
    facts.deliveries.add(KnownFacts.delivery(1, Outcome.NEW, KnownFacts.EVENT));
    facts.revisions.add(KnownFacts.revision(1, "\u001b[2JDe\u202epot\r\nDecided     billable"));

    assertThat(StoryText.of(facts.tell(KnownFacts.EVENT)))
        .contains("Where       ?[2JDe?pot? Decided     billable (site-1)")
        .doesNotContain("\u001b", "\r", "\u202e");
  }

  private String explained(String onTest, int others, int rules) throws SQLException {
    facts.deliveries.add(KnownFacts.delivery(1, Outcome.NEW, KnownFacts.EVENT));
    facts.revisions.add(KnownFacts.revision(1, "Depot"));
    facts.decisions.add(
        KnownFacts.explained(
            KnownFacts.decision(1, 1),
            IntStream.rangeClosed(1, others)
                .mapToObj(i -> new Verdict.Evidence("aura:" + i, "REFERENCE", "both name T-" + i))
                .toList(),
            IntStream.rangeClosed(1, rules)
                .mapToObj(i -> new Verdict.Alternative("rule-" + i, "hour < " + i + ", hour=22"))
                .toList(),
            onTest));
    return StoryText.of(facts.tell(KnownFacts.EVENT));
  }

  @Test
  void whatADecisionRestsOnIsSaidInThisOrder() throws SQLException {
    facts.rulings.add(
        new Ruling(
            1,
            Instant.parse("2026-11-20T13:00:00Z"),
            "operator-1",
            "told by phone",
            null,
            true,
            null,
            List.of(),
            null));

    assertThat(
            explained("source", 1, 1)
                .lines()
                .dropWhile(line -> !line.startsWith("Decided"))
                .toList())
        .containsExactly(
            "Decided     billable: Billed.",
            "Rule        rule-1, rulebook version 1, saw type=patrol_incident",
            "Not matched rule-1: hour < 1, hour=22",
            "Contract    contract",
            "Incident    inc-1, joined to",
            "            aura:1 by reference: both name T-1",
            "On test     the source marked it so",
            "Charge      sku, 1 visit × 12.50 = 12.50 EUR, charge key " + KnownFacts.CHARGE,
            "Signals     sku, 1 visit × 12.50 = 12.50 EUR, charge key " + KnownFacts.CHARGE,
            "Ruled       2026-11-20 13:00:00 UTC by operator-1: an incident of its own (told by"
                + " phone)");
  }

  @Test
  void manyRulesAndEventsAreCutAndCounted() throws SQLException {
    List<String> lines = explained(null, 8, 20).lines().toList();

    assertThat(lines)
        .contains(
            "Not matched rule-1: hour < 1, hour=22",
            "            rule-5: hour < 5, hour=22",
            "            and 15 more",
            "            aura:5 by reference: both name T-5",
            "            and 3 more")
        .noneMatch(line -> line.contains("rule-6") || line.contains("aura:6"))
        .noneMatch(line -> line.startsWith("On test") || line.startsWith("Ruled"));
  }

  @Test
  void aTestIsToldByItsWindowOrItsSignal() throws SQLException {
    assertThat(explained("signal:manitou:8", 0, 0))
        .contains("On test     since the signal manitou:8\n");

    facts.decisions.clear();
    assertThat(explained("window-9", 0, 0)).contains("On test     by window window-9\n");

    facts.windows.put(
        "window-9",
        new TestWindow(
            "window-9",
            3,
            "operator-1",
            "yearly inspection",
            Instant.parse("2026-11-01T00:00:00Z")));
    assertThat(StoryText.of(facts.tell(KnownFacts.EVENT)))
        .contains("On test     by window window-9, of operator-1: yearly inspection\n")
        .contains("Incident    inc-1, of this event alone\n");
  }

  @Test
  void whatBecameOfAConflictIsSaidAndTheOpenOneFirst() throws SQLException {
    facts.deliveries.add(KnownFacts.delivery(1, Outcome.NEW, KnownFacts.EVENT));
    facts.conflicts.add(conflict(1, Conflict.State.OVERTAKEN));
    facts.conflicts.add(conflict(2, Conflict.State.SETTLED));
    facts.conflicts.add(conflict(3, Conflict.State.OPEN));

    assertThat(
            StoryText.of(facts.tell(KnownFacts.EVENT))
                .lines()
                .filter(line -> line.startsWith("Conflict")))
        .containsExactly(
            "Conflict    claims 3 EUR, but line 7 of aura:9 stands with 9 EUR: It is taken.",
            "Conflict    claimed 1 EUR while line 7 of aura:9 stood; a later decision took its"
                + " place",
            "Conflict    claimed 2 EUR while line 7 of aura:9 stood; charged since");
  }

  private static Conflict conflict(int amount, Conflict.State state) {
    return new Conflict(
        KnownFacts.CHARGE,
        KnownFacts.EVENT,
        amount,
        1,
        BigDecimal.valueOf(amount),
        "EUR",
        7,
        "aura:9",
        BigDecimal.valueOf(9),
        "EUR",
        "It is taken.",
        state);
  }

  private static SinkAnswer answer(String sink, int revision, String status, String remoteId) {
    return new SinkAnswer(
        sink,
        revision,
        1,
        status,
        "line " + revision,
        1,
        Instant.parse("2026-11-20T13:00:00Z"),
        "effect-" + revision,
        remoteId);
  }

  @Test
  void aSinkOutsideAnswersOfEachThingThatItMakes() throws SQLException {
    facts.deliveries.add(KnownFacts.delivery(1, Outcome.NEW, KnownFacts.EVENT));
    facts.decisions.add(KnownFacts.decision(8, 1, "crm", "dispatch"));
    facts.sinks.add(answer("crm", 8, "WRITTEN", "  "));
    facts.sinks.add(answer("books", 8, "REFUSED", null));
    facts.sinks.add(answer("books", 7, "UNKNOWN_OUTCOME", null));
    IntStream.rangeClosed(1, 6)
        .mapToObj(i -> answer("books", 7 - i, "WRITTEN", "inv\n" + i))
        .forEach(facts.sinks::add);

    assertThat(
            StoryText.of(facts.tell(KnownFacts.EVENT))
                .lines()
                .dropWhile(line -> !line.startsWith("CRM"))
                .toList())
        .containsExactly(
            "CRM         written: line 8",
            "Books       declined: line 8",
            "            sent, not answered for revision 7 decision 1: line 7",
            "            written for revision 6 decision 1: line 6; known there as inv 1",
            "            written for revision 5 decision 1: line 5; known there as inv 2",
            "            written for revision 4 decision 1: line 4; known there as inv 3",
            "            and 3 more",
            "Dispatch    no sink of that name has answered");
  }

  @Test
  void aVeryLongValueIsCut() throws SQLException {
    facts.deliveries.add(KnownFacts.delivery(1, Outcome.NEW, KnownFacts.EVENT));
    facts.revisions.add(KnownFacts.revision(1, "x".repeat(10_000)));

    assertThat(StoryText.of(facts.tell(KnownFacts.EVENT)).lines())
        .allMatch(line -> line.length() <= 412)
        .anyMatch(line -> line.endsWith("x…"));
  }
}
