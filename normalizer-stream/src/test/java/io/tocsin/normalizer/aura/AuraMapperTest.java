package io.tocsin.normalizer.aura;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.normalizer.SettingsOf;
import io.tocsin.normalizer.vendor.Deliveries;
import io.tocsin.normalizer.vendor.Mapped;
import io.tocsin.normalizer.vendor.Source;
import io.tocsin.schemas.Transport;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AuraMapperTest {
  private final AuraMapper mapper = new AuraMapper();

  @Test
  void aMessageIsAPartOfItsCallout() {
    assertThat(shown("aura/acknowledged.json", null, ""))
        .isEqualTo(
            """
            part: RESPONDER_ACKNOWLEDGED_CALLOUT
            order: 0
            code: RESPONDER_ACKNOWLEDGED_CALLOUT
            scheme: aura-event
            category: Break-in
            status: Responder Dispatched
            reference aura-callout: 61002
            attribute code_as_received: RESPONDER_ACKNOWLEDGED_CALLOUT_WITH_ETA
            attribute response_type: SECURITY
            attribute status_lower_case: responder dispatched
            """);
  }

  @Test
  void theGatewaysCodeIsNormalisedTheSameWay() {
    assertThat(shown("aura/acknowledged.json", "RESPONDER_ACKNOWLEDGED_CALLOUT_WITH_ETA", ""))
        .isEqualTo(shown("aura/acknowledged.json", null, ""));
  }

  @Test
  void theClosingMessageComesLast() {
    assertThat(shown("aura/closed-test.json", "CALLOUT_CLOSED", ""))
        .isEqualTo(
            """
            part: CALLOUT_CLOSED
            order: 1
            code: CALLOUT_CLOSED
            scheme: aura-event
            category: Medical
            status: CLOSED
            reference aura-callout: 61003
            attribute response_type: MEDICAL
            attribute status_lower_case: closed
            attribute test: true
            """);
  }

  @Test
  void aPolledCalloutIsAPartOfItsOwn() {
    assertThat(shown("aura/callout.json", null, ""))
        .isEqualTo(
            """
            part: callout
            order: 0
            scheme: aura-event
            category: Break-in
            status: Responder Arrived
            reference aura-callout: 61002
            attribute status_lower_case: responder arrived
            """);
  }

  @Test
  void aMessageAboutSomethingElseHasNoCallout() {
    assertThat(shown("aura/subscription.json", null, ""))
        .isEqualTo(
            """
            part: SUBSCRIPTION_CREATED
            order: 0
            code: SUBSCRIPTION_CREATED
            scheme: aura-event
            """);
  }

  @Test
  void reasonAndCoordinatesAreTakenWhereSettingsSaySo() {
    assertThat(
            shown(
                "aura/acknowledged.json",
                null,
                """
                pointers:
                  disposition: /callout/exceptionReason/description
                  category: /callout/exceptionReason/id
                  attributes:
                    latitude: /callout/calloutCurrentLocation/latitude
                    longitude: /callout/calloutCurrentLocation/longitude
                """))
        .contains(
            "category: 102\n",
            "disposition: False alarm triggered\n",
            "attribute latitude: 51.5\nattribute longitude: -0.1\n");
  }

  @ParameterizedTest
  @CsvSource({
    "true, TEST, true",
    "true, REAL, ",
    "false, TEST, ",
    "\"true\", TEST, ",
    "null, TEST, ",
    "true, test, ",
  })
  void aTestNeedsBothMarks(String internal, String classification, String expected) {
    String body =
        """
        {"message":"NEW_CALLOUT","callout":{"id":1,"internalTest":%s,
         "calloutClassification":{"value":"%s"}}}
        """
            .formatted(internal, classification);

    var said = (Mapped.Said) map(body);

    assertThat(said.statement().getAttributes().get("test")).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[]", "{", "{\"callout\":{}}", "{\"message\":null}", "{\"message\":\" \"}"})
  void whatIsNeitherIsUnreadable(String body) {
    assertThat(map(body)).isInstanceOf(Mapped.Unreadable.class);
  }

  private Mapped map(String body) {
    return mapper.map(
        Deliveries.raw(mapper, Transport.WEBHOOK, "application/json").build(),
        body.getBytes(StandardCharsets.UTF_8),
        Source.unconfigured("aura"));
  }

  private String shown(String file, String code, String settings) {
    return Deliveries.shown(Deliveries.map(mapper, file, code, SettingsOf.source(settings)));
  }
}
