package io.tocsin.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.schemas.Outcome;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoryTellerTest {
  private final KnownFacts facts = new KnownFacts();

  @Test
  void nothingIsKnownUnderAStrangeKey() throws SQLException {
    facts.deliveries.add(KnownFacts.delivery(1, Outcome.NEW, KnownFacts.EVENT));

    for (String key : new String[] {"receipt-9", "tracktik:9", "d".repeat(64)}) {
      assertThat(StoryTeller.tell(AskedKey.of(key), facts)).as(key).isEmpty();
    }
  }

  @Test
  void aReceiptLeadsToItsEventAndIsMarked() throws SQLException {
    facts.deliveries.add(KnownFacts.delivery(1, Outcome.NEW, KnownFacts.EVENT));
    facts.deliveries.add(KnownFacts.delivery(2, Outcome.DUPLICATE, KnownFacts.EVENT));
    facts.revisions.add(KnownFacts.revision(1, null));

    Story story = facts.tell("receipt-2");

    assertThat(story.eventKey()).isEqualTo(KnownFacts.EVENT);
    assertThat(story.deliveries()).extracting(Delivery::asked).containsExactly(false, true);
    assertThat(story.counts()).isEqualTo(new DeliveryCounts(1, 0, 1, 0));
    assertThat(story.currentRevision()).isPresent();
    assertThat(story.currentDecision()).isEmpty();
  }

  @Test
  void anAskedDeliveryIsThereHoweverManyThereAre() throws SQLException {
    facts.deliveries.add(KnownFacts.delivery(1, Outcome.NEW, KnownFacts.EVENT));
    for (int i = 2; i <= 50; i++) {
      facts.deliveries.add(KnownFacts.delivery(i, Outcome.DUPLICATE, KnownFacts.EVENT));
    }
    facts.listed = 10;

    Story story = facts.tell("receipt-50");

    assertThat(story.deliveries()).hasSize(11);
    assertThat(story.deliveries().getLast().receipt()).isEqualTo("receipt-50");
    assertThat(story.deliveries().getLast().asked()).isTrue();
  }

  @Test
  void aDeliveryWithoutEventIsAStoryOfItsOwn() throws SQLException {
    facts.deliveries.add(KnownFacts.delivery(7, Outcome.DEAD_LETTERED, null));

    Story story = facts.tell("receipt-7");

    assertThat(story.eventKey()).isNull();
    assertThat(story.counts()).isEqualTo(new DeliveryCounts(0, 0, 0, 1));
    assertThat(story.deliveries()).singleElement().matches(Delivery::asked);
  }

  @Test
  void aReceiptOfABatchNamesTheOtherEvents() throws SQLException {
    Delivery first = KnownFacts.delivery(1, Outcome.NEW, KnownFacts.EVENT);
    facts.deliveries.add(first);
    facts.deliveries.add(
        new Delivery(
            first.receipt(),
            Outcome.NEW,
            first.source(),
            "tracktik:2",
            1,
            null,
            null,
            null,
            null,
            first.receivedAt(),
            null,
            null,
            List.of(),
            first.rawTopic(),
            1,
            0,
            null,
            false));

    Story story = facts.tell("receipt-1");

    assertThat(story.eventKey()).isEqualTo(KnownFacts.EVENT);
    assertThat(story.otherEvents()).containsExactly("tracktik:2");
    assertThat(story.deliveries()).hasSize(1);
  }

  @Test
  void aChargeKeyLeadsToTheLiveEventAndNamesTheOthers() throws SQLException {
    facts.deliveries.add(KnownFacts.delivery(1, Outcome.NEW, KnownFacts.EVENT));
    facts.chargeEvents.add(KnownFacts.EVENT);
    facts.chargeEvents.add("manitou:3");

    Story story = facts.tell(KnownFacts.CHARGE);

    assertThat(story.eventKey()).isEqualTo(KnownFacts.EVENT);
    assertThat(story.otherEvents()).containsExactly("manitou:3");
    assertThat(story.deliveries()).noneMatch(Delivery::asked);
  }
}
