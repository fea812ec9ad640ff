package io.tocsin.books.close;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.books.close.AdjustmentReason.Origin;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class AdjustmentReasonTest {
  private static final Instant RECEIVED = Instant.parse("2026-03-12T04:05:06.789Z");
  private static final Line CHARGE = Facts.charge("line-1", 1, 1, "35.00");
  private static final Map<String, String> REPLAYS = Map.of("r1", "site directory was wrong");

  private static Decided decided(int revision, int number, String replay) {
    Decided decided = Facts.decided(revision, number, "35.00");
    return new Decided(
        decided.version(),
        decided.state(),
        null,
        "on test, said later",
        "acme",
        decided.wanted(),
        replay);
  }

  private static String reason(Line line, Decided decision, boolean conflict) {
    return AdjustmentReason.of(line, new Origin(false, decision, RECEIVED, conflict, REPLAYS));
  }

  @Test
  void saysWhyALineIsLate() {
    assertThat(reason(CHARGE, decided(1, 1, null), false))
        .isEqualTo("arrived late: received 2026-03-12 04:05:06 UTC, after its day was closed");
  }

  @Test
  void saysWhichRevision() {
    assertThat(reason(Facts.charge("line-1", 3, 1, "35.00"), decided(3, 1, null), false))
        .isEqualTo("revision 3, received 2026-03-12 04:05:06 UTC");
  }

  @Test
  void saysWhyItWasDecidedAgain() {
    assertThat(reason(Facts.charge("line-1", 1, 2, "35.00"), decided(1, 2, null), false))
        .isEqualTo("decided again: on test, said later");
  }

  @Test
  void saysWhichReplay() {
    assertThat(reason(Facts.charge("line-1", 2, 1, "35.00"), decided(2, 1, "r1"), false))
        .isEqualTo("replay r1: site directory was wrong");
  }

  @Test
  void saysThatItWasInConflict() {
    assertThat(reason(CHARGE, decided(1, 1, null), true))
        .isEqualTo("was in conflict until another event gave the charge up");
    // A reversal takes back what was charged, conflict or not.
    assertThat(reason(Facts.reversal("line-2", 2, 1, CHARGE, "35.00"), decided(2, 1, null), true))
        .startsWith("revision 2");
  }

  @Test
  void saysThatTheBooksWereNotOpenYet() {
    assertThat(
            AdjustmentReason.of(
                CHARGE, new Origin(true, decided(1, 1, "r1"), RECEIVED, true, REPLAYS)))
        .isEqualTo("before the books were opened");
  }
}
