package io.tocsin.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class TopicsTest {
  private static final Topics.Scale SCALE = new Topics.Scale(12, 3, 2);

  private final Map<String, Topics.Spec> shared =
      Stream.concat(Topics.shared(SCALE).stream(), Topics.ofSink("billing", SCALE).stream())
          .collect(Collectors.toMap(Topics.Spec::name, Function.identity()));

  @Test
  void aRetryOrDeadLetterTopicTakesTheLargestRecordAndItsFurtherHeaders() {
    assertThat(shared.values())
        .filteredOn(s -> s.name().startsWith("dlq.") || s.name().startsWith("retry."))
        .hasSize(2 + 1 + Topics.RETRY_DELAYS.size())
        .allSatisfy(
            s ->
                assertThat(s.configs()).containsEntry("max.message.bytes", "" + (3145728 + 65536)));
    assertThat(shared.get(Topics.CANONICAL).configs())
        .containsEntry("max.message.bytes", "3145728");
  }

  @Test
  void noRawRecordMayClaimToComeFromTheFuture() {
    Topics.Spec raw = Topics.rawSpec("manitou-east", SCALE);

    assertThat(raw.name()).isEqualTo("raw.manitou-east");
    assertThat(raw.partitions()).isEqualTo(12);
    assertThat(raw.replicationFactor()).isEqualTo(3);
    assertThat(raw.configs())
        .isEqualTo(
            Map.of(
                "cleanup.policy", "delete",
                "retention.ms", "-1",
                "min.insync.replicas", "2",
                "max.message.bytes", "3145728",
                "message.timestamp.after.max.ms", "3600000"));
  }

  @Test
  void theRawLogIsKeptForEverAndRetriesAreNot() {
    assertThat(shared.get(Topics.DLQ_NORMALIZER).configs()).containsEntry("retention.ms", "-1");
    assertThat(shared.get("retry.billing.10s").configs())
        .containsEntry("retention.ms", "" + 30L * 24 * 3600 * 1000);
    assertThat(shared.get(Topics.CONFIG_SITES).configs())
        .containsEntry("cleanup.policy", "compact");
  }
}
