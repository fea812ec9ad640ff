package io.tocsin.gateway.aura;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.gateway.EventFacts;
import io.tocsin.gateway.Gate;
import io.tocsin.schemas.IdentityKind;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class AuraAdapterTest {
  private static final String JSON = "application/json";
  private static final String BY_CALLOUT = "aura/callout-id/1";
  private static final String BY_MESSAGE = "aura/entity-message/1";
  private static final String CALLOUT =
      """
      {"id":9001,"internalTest":false,"customerId":5,
       "incidentInformation":[{"predefinedLocationId":77,
                               "typeOfEmergency":{"description":"Armed robbery"}}]}\
      """;

  private final Gate gate = gate();

  @Test
  void everyMessageAboutACalloutIsAboutOneEvent() {
    for (String message :
        List.of(
            "NEW_CALLOUT",
            "RESPONDER_ACKNOWLEDGED_CALLOUT",
            "RESPONDER_ACKNOWLEDGED_CALLOUT_WITH_ETA",
            "CALLOUT_EVENTS_CHANGED",
            "SOMETHING_NEW")) {
      assertThat(facts("{\"message\":\"" + message + "\",\"callout\":" + CALLOUT + "}"))
          .isEqualTo(facts("callouts/9001", BY_CALLOUT, "77", message));
    }
  }

  @Test
  void customersAndSubscriptionsAreNamedByMessageAndId() {
    assertThat(facts("{\"message\":\"CREATED_CUSTOMER\",\"customer\":{\"id\":5}}"))
        .isEqualTo(facts("customers/5/CREATED_CUSTOMER", BY_MESSAGE, null, "CREATED_CUSTOMER"));
    assertThat(facts("{\"message\":\"SUBSCRIPTION_UPDATED\",\"subscription\":{\"id\":\"s-1\"}}"))
        .isEqualTo(
            facts(
                "subscriptions/s-1/SUBSCRIPTION_UPDATED",
                BY_MESSAGE,
                null,
                "SUBSCRIPTION_UPDATED"));
  }

  @Test
  void aCalloutWithoutIdIsNotTakenForItsCustomer() {
    assertThat(
            facts("{\"message\":\"NEW_CALLOUT\",\"callout\":{},\"customer\":{\"id\":5}}")
                .sourceEventId())
        .isNull();
    assertThat(facts("{\"message\":\"NEW_CALLOUT\",\"id\":1}").sourceEventId()).isNull();
  }

  @Test
  void aPolledBodyIsTheCalloutItself() {
    assertThat(gate.polled(JSON, CALLOUT))
        .containsExactly(facts("callouts/9001", BY_CALLOUT, "77", null));
    assertThat(gate.polled(JSON, "[" + CALLOUT + ",{\"id\":2,\"predefinedLocationId\":3}]"))
        .containsExactly(
            facts("callouts/9001", BY_CALLOUT, "77", null),
            facts("callouts/2", BY_CALLOUT, "3", null));
  }

  @Test
  void placesThatAreNotDocumentedAreSettings() {
    Gate custom =
        gate(
            "time", "/callout/at",
            "code", "/callout/responseType/value",
            "site", "/callout/reference",
            "poll.callout", "/data/id",
            "poll.time", "/data/createdAt");

    assertThat(
            custom.one(
                JSON,
                "{\"message\":\"M\",\"callout\":{\"id\":1,\"at\":\"2024-06-10T14:45:00Z\","
                    + "\"reference\":\"x\",\"responseType\":{\"value\":\"SECURITY\"}}}"))
        .isEqualTo(
            new EventFacts(
                "callouts/1",
                BY_CALLOUT,
                IdentityKind.SOURCE_ID,
                "x",
                "SECURITY",
                "2024-06-10T14:45:00Z"));
    assertThat(custom.polled(JSON, "{\"data\":{\"id\":1,\"createdAt\":\"now\"}}"))
        .singleElement()
        .returns("callouts/1", EventFacts::sourceEventId)
        .returns("now", EventFacts::sentAt);
  }

  @Test
  void aRowOfAnExportIsTheSameCallout() {
    Gate csv = gate("csv.callout", "Callout", "csv.site", "Location");

    assertThat(csv.one("text/csv", "Callout,Location\n9001,77\n"))
        .isEqualTo(facts("callouts/9001", BY_CALLOUT, "77", null));
  }

  private EventFacts facts(String body) {
    return gate.one(JSON, body);
  }

  private static EventFacts facts(
      @Nullable String id, String recipe, @Nullable String site, @Nullable String code) {
    return new EventFacts(id, recipe, IdentityKind.SOURCE_ID, site, code, null);
  }

  private static Gate gate(Object... settings) {
    return Gate.of(new AuraAdapterFactory(), settings);
  }
}
