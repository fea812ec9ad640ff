package io.tocsin.policy.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.policy.Events;
import io.tocsin.policy.Rulebooks;
import io.tocsin.schemas.Decision;
import io.tocsin.schemas.EndState;
import io.tocsin.schemas.EventType;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// A field that the hash forgets would let a changed decision pass as the same: no reversal, no new
/// line. Every field of the contract, also one that is added later, is changed here once.
final class DecisionHashTest {
  private static final Set<String> DO_NOT_COUNT = Set.of("decisionNumber", "rulebookVersion");

  @TestFactory
  Stream<DynamicTest> everyFieldCountsButTwo() {
    return Decision.getClassSchema().getFields().stream()
        .filter(field -> !field.name().equals("charge"))
        .map(
            field ->
                DynamicTest.dynamicTest(
                    field.name(),
                    () -> {
                      Decision decision = decision();
                      String before = DecisionHash.of(decision);
                      change(decision, field);
                      assertThat(DecisionHash.of(decision).equals(before))
                          .isEqualTo(DO_NOT_COUNT.contains(field.name()));
                    }));
  }

  @TestFactory
  Stream<DynamicTest> everyFieldOfTheChargeCounts() {
    var tests = new ArrayList<DynamicTest>();
    for (Schema.Field field : decision().getCharge().getSchema().getFields()) {
      tests.add(
          DynamicTest.dynamicTest(
              field.name(),
              () -> {
                Decision decision = decision();
                String before = DecisionHash.of(decision);
                change(decision.getCharge(), field);
                assertThat(DecisionHash.of(decision)).isNotEqualTo(before);
              }));
    }
    tests.add(
        DynamicTest.dynamicTest(
            "no charge",
            () -> {
              Decision decision = decision();
              String before = DecisionHash.of(decision);
              decision.put("charge", null);
              assertThat(DecisionHash.of(decision)).isNotEqualTo(before);
            }));
    return tests.stream();
  }

  private static Decision decision() {
    return Decider.decide(
        Events.event("1").build(),
        Optional.of(Rulebooks.read(Rulebooks.yaml(7, "2026-01-01", "85.00"))));
  }

  private static void change(SpecificRecordBase record, Schema.Field field) {
    record.put(field.name(), other(field.schema(), record.get(field.name())));
  }

  private static Object other(Schema schema, Object value) {
    return switch (schema.getType()) {
      case UNION -> other(schema.getTypes().getLast(), value);
      case STRING -> value + "x";
      case BOOLEAN -> !((Boolean) value);
      case INT -> value instanceof LocalDate day ? day.plusDays(1) : (Integer) value + 1;
      case LONG -> ((Instant) value).plusMillis(1);
      case BYTES ->
          ((BigDecimal) value)
              .add(BigDecimal.ONE)
              .setScale(((LogicalTypes.Decimal) schema.getLogicalType()).getScale());
      case ENUM -> value instanceof EndState ? EndState.MERGED : EventType.valueOf("supervisory");
      case ARRAY -> List.of("crm");
      case MAP -> Map.of("event.zone", "1");
      default -> throw new AssertionError("no other value known for " + schema);
    };
  }
}
