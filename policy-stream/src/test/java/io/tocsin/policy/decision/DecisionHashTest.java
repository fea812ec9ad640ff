package io.tocsin.policy.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.policy.Events;
import io.tocsin.policy.Rulebooks;
import io.tocsin.schemas.Alternative;
import io.tocsin.schemas.Charge;
import io.tocsin.schemas.Decision;
import io.tocsin.schemas.EndState;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.Evidence;
import io.tocsin.schemas.EvidenceKind;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// A field that the hash forgets would let a changed decision pass as the same: no reversal, no new
/// line. Every field of the contract, also one that is added later, is changed here once.
final class DecisionHashTest {
  private static final Set<String> DO_NOT_COUNT =
      Set.of("decisionNumber", "rulebookVersion", "raw", "replayId");

  /// The fields that are records themselves, or lists of them.
  private static final Set<String> RECORDS =
      Set.of("charge", "signalCharge", "incidentEvidence", "alternatives");

  @TestFactory
  Stream<DynamicTest> everyFieldCountsButFour() {
    return Decision.getClassSchema().getFields().stream()
        .filter(field -> !RECORDS.contains(field.name()))
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
  Stream<DynamicTest> everyFieldOfTheRecordsInItCounts() {
    return RECORDS.stream()
        .flatMap(
            name ->
                record(decision(), name).getSchema().getFields().stream()
                    .map(
                        field ->
                            DynamicTest.dynamicTest(
                                name + "." + field.name(), () -> counts(name, field))));
  }

  private static void counts(String name, Schema.Field field) {
    Decision decision = decision();
    String before = DecisionHash.of(decision);
    change(record(decision, name), field);
    assertThat(DecisionHash.of(decision)).isNotEqualTo(before);
  }

  @TestFactory
  Stream<DynamicTest> everyRecordInItCounts() {
    return RECORDS.stream()
        .map(
            name ->
                DynamicTest.dynamicTest(
                    "no " + name,
                    () -> {
                      Decision decision = decision();
                      String before = DecisionHash.of(decision);
                      decision.put(name, decision.get(name) instanceof List ? List.of() : null);
                      assertThat(DecisionHash.of(decision)).isNotEqualTo(before);
                    }));
  }

  /// A decision of a time before there were audiences is not made again for having none.
  @Test
  void whoeverTellsNobodyKeepsTheHashOfBefore() {
    Decision decision = Decision.newBuilder(decision()).setNotify(List.of()).build();

    assertThat(DecisionHash.of(decision))
        .isEqualTo("d53f288142a5ebc67015d8573b3df479b84757273db92877009845b0707e79f9");
  }

  /// A charge on one meter is not the same charge on the other.
  @Test
  void theMetersAreNotMixedUp() {
    Decision response = decision();
    response.put("signalCharge", null);
    Decision signals = decision();
    signals.put("charge", null);

    assertThat(DecisionHash.of(response)).isNotEqualTo(DecisionHash.of(signals));
  }

  private static SpecificRecordBase record(Decision decision, String name) {
    Object value = decision.get(name);
    return (SpecificRecordBase) (value instanceof List<?> list ? list.getFirst() : value);
  }

  private static Decision decision() {
    Decision decision =
        Decider.decide(
            Events.event("1").build(),
            Optional.of(Rulebooks.read(Rulebooks.yaml(7, "2026-01-01", "85.00"))));
    return Decision.newBuilder(decision)
        .setSignalCharge(Charge.newBuilder(decision.getCharge()).build())
        .setIncidentEvidence(List.of(new Evidence("aura:1", EvidenceKind.REFERENCE, "ticket 7")))
        .setAlternatives(List.of(new Alternative("day", "event.zone is \"1\"")))
        .build();
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
      case ENUM ->
          switch (value) {
            case EndState _ -> EndState.MERGED;
            case EvidenceKind _ -> EvidenceKind.RULING;
            default -> EventType.supervisory;
          };
      case ARRAY -> List.of("crm");
      case RECORD -> null;
      case MAP -> Map.of("event.zone", "1");
      default -> throw new AssertionError("no other value known for " + schema);
    };
  }
}
