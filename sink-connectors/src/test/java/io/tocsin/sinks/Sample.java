package io.tocsin.sinks;

import io.tocsin.platform.Sha256;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.Charge;
import io.tocsin.schemas.Decision;
import io.tocsin.schemas.DeliveryOutcome;
import io.tocsin.schemas.EndState;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.Outcome;
import io.tocsin.schemas.Position;
import io.tocsin.schemas.ReviewReason;
import io.tocsin.schemas.Site;
import io.tocsin.schemas.TimeBasis;
import io.tocsin.schemas.Topics;
import io.tocsin.schemas.Transport;
import io.tocsin.schemas.TrustedClasses;
import io.tocsin.sinks.runtime.Origin;
import io.tocsin.sinks.runtime.SinkRecord;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Records for tests.
public final class Sample {
  /// When everything happens.
  public static final Instant AT = Instant.parse("2026-03-02T04:05:06.789Z");

  private static final LocalDate DAY = LocalDate.of(2026, 3, 1);

  static {
    // The defaults of a builder are read as any record is.
    TrustedClasses.trustOurs();
  }

  private Sample() {}

  /// A decision that charges nothing and goes nowhere.
  public static Decision.Builder decision(String eventKey, int revision, int number) {
    return Decision.newBuilder()
        .setEventKey(eventKey)
        .setRevision(revision)
        .setDecisionNumber(number)
        .setSiteKey("site-1")
        .setClientId("client-1")
        .setIncidentId("inc-" + Sha256.ofFields(eventKey).substring(0, 32))
        .setSource("tracktik")
        .setType(EventType.alarm_dispatch)
        .setLifeSafety(false)
        .setOccurredAt(AT)
        .setServiceDay(DAY)
        .setEndState(EndState.NOT_BILLABLE)
        .setReasonCode("NOT_A_RESPONSE")
        .setReason("no guard was sent")
        .setRuleId("nothing-sent")
        .setRulebookVersion(7)
        .setValuesSeen(Map.of("type", "alarm_dispatch", "severity", "2"))
        .setRoutes(List.of())
        .setSummary("Alarm dispatch at site-1")
        .setReceipt("01936f00-0000-7000-8000-000000000000");
  }

  /// A decision that charges one dispatch and is routed everywhere.
  public static Decision billable(String eventKey, int revision, String price) {
    return billable(eventKey, revision, 1, charge(eventKey, price));
  }

  /// A decision with a given charge that is routed everywhere.
  public static Decision billable(String eventKey, int revision, int number, Charge charge) {
    return decision(eventKey, revision, number)
        .setEndState(EndState.BILLABLE)
        .setReasonCode(null)
        .setReason("a guard was sent")
        .setRuleId("dispatch")
        .setCharge(charge)
        .setOwnerTeam("response")
        .setServiceLevel("30 min")
        .setRoutes(List.of("billing", "crm", "ticketing"))
        .build();
  }

  /// A charge of one dispatch, with the event's own charge key.
  public static Charge charge(String eventKey, String price) {
    return charge(eventKey, Sha256.ofFields("client-1", "contract-1", "DISPATCH", eventKey), price);
  }

  /// A charge of one dispatch with a given key.
  public static Charge charge(String eventKey, String chargeKey, String price) {
    return Charge.newBuilder()
        .setChargeKey(chargeKey)
        .setClientId("client-1")
        .setContractId("contract-1")
        .setSku("DISPATCH")
        .setOrdinal(1)
        .setQuantity(new BigDecimal("1.0000"))
        .setUnit("dispatch")
        .setUnitPrice(new BigDecimal(price).setScale(4))
        .setAmount(new BigDecimal(price).setScale(4))
        .setCurrency("USD")
        .build();
  }

  /// A decision as a sink gets it at the first try.
  public static SinkRecord record(Decision decision) {
    return new SinkRecord(
        Optional.of(decision), new Origin(Topics.DECISIONS, 0, 0, AT, decision.getSiteKey()), 1);
  }

  /// A canonical event.
  public static CanonicalEvent.Builder event(String eventKey, int revision) {
    return CanonicalEvent.newBuilder()
        .setEventKey(eventKey)
        .setRevision(revision)
        .setSource("tracktik")
        .setVendor("tracktik")
        .setReceipt("01936f00-0000-7000-8000-000000000000")
        .setSiteKey("site-1")
        .setSite(new Site("site-1", "client-1", "North gate", "America/Chicago"))
        .setSiteRef("4711")
        .setType(EventType.alarm_dispatch)
        .setLifeSafety(false)
        .setSeverity(2)
        .setOccurredAt(AT)
        .setTimeBasis(TimeBasis.OFFSET_SENT)
        .setReceivedAt(AT.plusSeconds(2))
        .setServiceDay(DAY)
        .setReview(List.of(ReviewReason.UNMAPPED_CODE, ReviewReason.ABSURD_TIME))
        .setContentHash("c".repeat(64))
        .setRaw(new Position("raw.tracktik", 3, 41L));
  }

  /// The outcome of a delivery that made a new event.
  public static DeliveryOutcome.Builder delivery(String eventKey, long offset) {
    return DeliveryOutcome.newBuilder()
        .setRaw(new Position("raw.tracktik", 3, offset))
        .setOutcome(Outcome.NEW)
        .setReceipt("01936f00-0000-7000-8000-000000000000")
        .setSource("tracktik")
        .setEventKey(eventKey)
        .setRevision(1)
        .setTransport(Transport.WEBHOOK)
        .setReceivedAt(AT);
  }
}
