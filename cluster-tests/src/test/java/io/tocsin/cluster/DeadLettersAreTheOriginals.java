package io.tocsin.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.platform.DeadLetter;
import io.tocsin.schemas.Outcome;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/// A dead letter is the raw record at the position that it names: same key, value and headers, byte
/// for byte, an absent key or value absent. Each dead-lettered delivery has one.
final class DeadLettersAreTheOriginals implements Guarantee {
  @Override
  public void check(Records records) {
    Map<String, ConsumerRecord<byte[], byte[]>> raw = new HashMap<>();
    records.raw().forEach(r -> raw.put(place(r.record()), r.record()));
    Map<String, String> receipts = new HashMap<>();
    for (Records.Stored dead : records.deadLetters()) {
      DeadLetter facts = DeadLetter.readFrom(dead.record().headers()).orElseThrow();
      String place = facts.topic() + "/" + facts.partition() + "/" + facts.offset();
      ConsumerRecord<byte[], byte[]> original = raw.get(place);
      assertThat(original).as("the record at %s", place).isNotNull();
      assertThat(dead.record().key()).as("key of %s", place).isEqualTo(original.key());
      assertThat(dead.record().value()).as("value of %s", place).isEqualTo(original.value());
      for (Header header : original.headers()) {
        assertThat(dead.record().headers().lastHeader(header.key()))
            .as("header %s of %s", header.key(), place)
            .isEqualTo(header);
      }
      assertThat(receipts.put(place, dead.receipt())).as("a second one of %s", place).isNull();
    }
    Map<String, String> deadLettered = new HashMap<>();
    records.deliveries().stream()
        .map(Records.Outcome::value)
        .filter(d -> d.getOutcome() == Outcome.DEAD_LETTERED)
        .forEach(
            d ->
                deadLettered.put(
                    d.getRaw().getTopic()
                        + "/"
                        + d.getRaw().getPartition()
                        + "/"
                        + d.getRaw().getOffset(),
                    d.getReceipt()));
    assertThat(receipts).isEqualTo(deadLettered);
  }

  private static String place(ConsumerRecord<byte[], byte[]> record) {
    return record.topic() + "/" + record.partition() + "/" + record.offset();
  }
}
