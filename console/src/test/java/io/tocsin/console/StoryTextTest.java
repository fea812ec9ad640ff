package io.tocsin.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.schemas.Outcome;
import java.sql.SQLException;
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
        .contains("Decided     billable: Billed.", "Billing     no answer yet");

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

  @Test
  void aVeryLongValueIsCut() throws SQLException {
    facts.deliveries.add(KnownFacts.delivery(1, Outcome.NEW, KnownFacts.EVENT));
    facts.revisions.add(KnownFacts.revision(1, "x".repeat(10_000)));

    assertThat(StoryText.of(facts.tell(KnownFacts.EVENT)).lines())
        .allMatch(line -> line.length() <= 412)
        .anyMatch(line -> line.endsWith("x…"));
  }
}
