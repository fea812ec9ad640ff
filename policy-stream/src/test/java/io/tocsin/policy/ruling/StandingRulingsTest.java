package io.tocsin.policy.ruling;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.policy.Markdown;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.ReviewReason;
import io.tocsin.schemas.Ruling;
import io.tocsin.schemas.TrustedClasses;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class StandingRulingsTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final String EVENT = "tracktik:reports/1";
  private static final String NONE = "-";

  private static final Ruling OTHER =
      new Ruling("aura:callouts/7", 1, null, true, null, List.of(), null, "Two doors", "Bob", NOW);

  private static StandingRulings standing(String ruled) {
    TrustedClasses.trustOurs();
    return new StandingRulings(
        ruled.equals(NONE)
            ? Map.of(OTHER.getEventKey(), OTHER)
            : Map.of(OTHER.getEventKey(), OTHER, EVENT, ruling(ruled)),
        Set.of("manitou:broken"),
        NOW);
  }

  /// A ruling in the words that the program itself uses.
  private static Ruling ruling(String words) {
    var ruling =
        Ruling.newBuilder()
            .setEventKey(EVENT)
            .setVersion(4)
            .setReason("Seen on video")
            .setActor("Ann B.")
            .setRuledAt(NOW.minusSeconds(60));
    for (String word : words.split("; ")) {
      if (word.equals("an incident of its own")) {
        ruling.setSeparate(true);
      } else if (word.startsWith("one incident with ")) {
        ruling.setJoins(word.substring("one incident with ".length()));
      } else if (word.startsWith("type ")) {
        ruling.setType(EventType.valueOf(word.substring("type ".length())));
      } else if (word.startsWith("accepted: ")) {
        ruling.setAccepted(List.of(ReviewReason.valueOf(word.substring("accepted: ".length()))));
      } else {
        ruling.setNotBillable(word.substring("not billable: ".length()));
      }
    }
    return ruling.build();
  }

  private static RulingChange change(String said) {
    if (said.startsWith("join ")) {
      return new RulingChange.Join(said.substring("join ".length()));
    }
    return switch (said) {
      case "split" -> new RulingChange.Split();
      case "withdraw" -> new RulingChange.Withdraw();
      case "resolve" -> new RulingChange.Resolve(Optional.empty(), List.of(), Optional.empty());
      default -> resolve(said);
    };
  }

  private static RulingChange resolve(String said) {
    Optional<String> type = Optional.empty();
    var accepted = new ArrayList<String>();
    Optional<String> notBillable = Optional.empty();
    for (String part : said.split("; ")) {
      if (part.startsWith("type ")) {
        type = Optional.of(part.substring("type ".length()));
      } else if (part.startsWith("accept ")) {
        accepted.add(part.substring("accept ".length()));
      } else {
        notBillable = Optional.of(part.substring("not billable".length()).strip());
      }
    }
    return new RulingChange.Resolve(type, accepted, notBillable);
  }

  private static Stream<DynamicTest> cases(int section, Consumer<Map<String, String>> holds) {
    return Markdown.sections("rulings.md").get(section).rows().stream()
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.get("stands") + ", then " + row.get("is said"), () -> holds.accept(row)));
  }

  private static List<String> lines(String cell) {
    return cell.isEmpty() ? List.of() : Arrays.asList(cell.split("<br>"));
  }

  @TestFactory
  Stream<DynamicTest> aRulingIsMergedWithWhatStands() {
    return cases(
        0,
        row -> {
          RulingOutcome outcome =
              standing(row.get("stands"))
                  .rule(EVENT, change(row.get("is said")), "Seen on video", "Ann B.");

          assertThat(outcome)
              .isInstanceOfSatisfying(
                  RulingOutcome.Stands.class,
                  stands -> {
                    assertThat(RulingWords.of(stands.ruling())).isEqualTo(row.get("then stands"));
                    assertThat(stands.notes()).isEqualTo(lines(row.get("and it says")));
                    assertThat(stands.ruling().getVersion())
                        .isEqualTo(row.get("stands").equals(NONE) ? 1 : 5);
                    assertThat(stands.ruling().getRuledAt()).isEqualTo(NOW);
                  });
        });
  }

  @TestFactory
  Stream<DynamicTest> whatCannotBeRuledIsRefused() {
    return cases(
        1,
        row ->
            assertThat(
                    standing(row.get("stands"))
                        .rule(EVENT, change(row.get("is said")), "Seen on video", "Ann B."))
                .isEqualTo(
                    new RulingOutcome.Refused(lines(row.get("because").replace("&lt;", "<")))));
  }

  @Test
  void reasonAndActorAreRequiredAndEverythingIsSaidAtOnce() {
    assertThat(
            standing(NONE).rule("9001", new RulingChange.Join("tracktik:"), " ", "x".repeat(101)))
        .isEqualTo(
            new RulingOutcome.Refused(
                List.of(
                    "'9001' is no event key; one is <source>:<id>, for example"
                        + " tracktik:reports/9001",
                    "'reason' is missing or blank: why is it?",
                    "'actor' is longer than 100 characters",
                    "'tracktik:' is no event key; one is <source>:<id>, for example"
                        + " tracktik:reports/9001")));
  }

  @Test
  void theSameAgainWritesNothing() {
    StandingRulings standing = standing("an incident of its own");

    assertThat(standing.rule(EVENT, new RulingChange.Split(), "Seen on video", "Ann B."))
        .isEqualTo(new RulingOutcome.Unchanged(ruling("an incident of its own")));
  }

  @Test
  void whatIsReplacedIsNamed() {
    RulingOutcome outcome =
        standing("an incident of its own")
            .rule(EVENT, new RulingChange.Join("manitou:1"), "The guard says so", "Bob");

    assertThat(outcome)
        .isInstanceOfSatisfying(
            RulingOutcome.Stands.class,
            stands ->
                assertThat(stands.notes())
                    .containsExactly(
                        "Its reason was: Seen on video (Ann B.).",
                        "It was ruled an incident of its own; that no longer stands."));
  }

  @Test
  void aSplitNamesTheRulingsThatItPutsOutOfEffect() {
    RulingOutcome outcome =
        standing("one incident with aura:callouts/9")
            .rule("aura:callouts/9", new RulingChange.Split(), "Two doors", "Bob");

    assertThat(outcome)
        .isInstanceOfSatisfying(
            RulingOutcome.Stands.class,
            stands ->
                assertThat(stands.notes())
                    .containsExactly(
                        "tracktik:reports/1 is joined to it by a ruling, which has no effect as"
                            + " long as this one stands."));
  }

  @Test
  void aWithdrawalSaysWhatStood() {
    assertThat(
            standing("type alarm").rule(EVENT, new RulingChange.Withdraw(), "A mistake", "Ann B."))
        .isEqualTo(new RulingOutcome.Withdrawn(EVENT, List.of("It was ruled: type alarm.")));
  }

  @Test
  void whatCannotBeReadCanOnlyBeWithdrawn() {
    assertThat(standing(NONE).rule("manitou:broken", new RulingChange.Split(), "Why", "Who"))
        .isEqualTo(
            new RulingOutcome.Refused(
                List.of(
                    "the ruling that stands of 'manitou:broken' cannot be read; withdraw it"
                        + " first")));
    assertThat(standing(NONE).rule("manitou:broken", new RulingChange.Withdraw(), "Why", "Who"))
        .isEqualTo(new RulingOutcome.Withdrawn("manitou:broken", List.of()));
  }
}
