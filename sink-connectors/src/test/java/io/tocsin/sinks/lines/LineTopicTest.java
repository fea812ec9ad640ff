package io.tocsin.sinks.lines;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.schemas.BillingLine;
import io.tocsin.schemas.LineKind;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LineTopicTest {
  @Test
  void ofAChargeKeyOneLineAtATimeIsUnderWay() {
    List<BillingLine> lines =
        List.of(line("a", 1), line("b", 2), line("a", 3), line("c", 4), line("a", 5), line("b", 6));

    assertThat(LineTopic.waves(lines))
        .extracting(wave -> wave.stream().map(BillingLine::getLineNo).toList())
        .containsExactly(List.of(1L, 2L, 4L), List.of(3L, 6L), List.of(5L));
  }

  @Test
  void whereEachChargeKeyHasOneLineAllGoAtOnce() {
    assertThat(LineTopic.waves(List.of(line("a", 1), line("b", 2)))).hasSize(1);
    assertThat(LineTopic.waves(List.of())).isEmpty();
  }

  private static BillingLine line(String chargeKey, long lineNo) {
    return BillingLine.newBuilder()
        .setLineId("id-" + lineNo)
        .setLineNo(lineNo)
        .setKind(LineKind.CHARGE)
        .setChargeKey(chargeKey)
        .setEventKey("e:1")
        .setRevision(1)
        .setDecisionNumber(1)
        .setClientId("c")
        .setContractId("c")
        .setSku("s")
        .setQuantity(new BigDecimal("1.0000"))
        .setUnit("u")
        .setUnitPrice(new BigDecimal("5.0000"))
        .setAmount(new BigDecimal("5.0000"))
        .setCurrency("USD")
        .setServiceDay(LocalDate.of(2026, 1, 31))
        .setMemo("m")
        .setRecordedAt(Instant.EPOCH)
        .build();
  }
}
