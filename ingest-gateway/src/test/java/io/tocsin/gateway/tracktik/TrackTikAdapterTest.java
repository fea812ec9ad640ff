package io.tocsin.gateway.tracktik;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tocsin.gateway.EventFacts;
import io.tocsin.gateway.Gate;
import io.tocsin.gateway.Reading;
import io.tocsin.gateway.Reading.Element;
import io.tocsin.schemas.IdentityKind;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class TrackTikAdapterTest {
  private static final String RECIPE = "tracktik/entity-id/1";

  private final Gate gate = gate();

  @Test
  void theDocumentedFieldsAreRead() {
    assertThat(
            facts(
                """
                {"id":28475,"account":{"id":50},"reportTemplate":{"id":28},
                 "reportDateTime":"2023-06-19T08:00:00-04:00"}\
                """))
        .isEqualTo(facts("reports/28475", "50", "28", "2023-06-19T08:00:00-04:00"));
  }

  @Test
  void relationsThatAreNotExpandedAreReadToo() {
    assertThat(facts("{\"id\":\"0028475\",\"account\":\"0050\",\"reportTemplate\":28}"))
        .isEqualTo(facts("reports/0028475", "0050", "28", null));
  }

  @Test
  void theEntityIsTheEnvelopesOrTheSettings() {
    var dispatch = gate("entity", "dispatch-tasks");

    assertThat(facts(dispatch, "{\"id\":1}").sourceEventId()).isEqualTo("dispatch-tasks/1");
    assertThat(
            facts(dispatch, "{\"meta\":{\"resource\":\"reports\"},\"data\":{\"id\":1}}")
                .sourceEventId())
        .isEqualTo("reports/1");
  }

  @Test
  void eachFieldCanBeElsewhere() {
    var custom =
        gate("id", "/key", "site", List.of("/a/customId", "/a/id"), "code", "/c", "time", "/t");

    assertThat(
            facts(
                custom,
                "{\"key\":\"k\",\"a\":{\"customId\":null,\"id\":9},\"c\":\"x\",\"t\":1700000000.5}"))
        .isEqualTo(facts("reports/k", "9", "x", "1700000000.5"));
  }

  @Test
  void whatCannotBeAnIdIsNone() {
    for (String id :
        new String[] {
          "null",
          "true",
          "{}",
          "[1]",
          "\"\"",
          "\"  \"",
          "\"\\ud800\"",
          "\"" + "x".repeat(257) + "\""
        }) {
      assertThat(facts("{\"id\":" + id + "}").sourceEventId()).as(id).isNull();
    }
  }

  @Test
  void numbersAreTakenDigitByDigit() {
    assertThat(facts("{\"id\":1,\"reportDateTime\":1700000000.50}").sentAt())
        .isEqualTo("1700000000.50");
    assertThat(facts("{\"id\":1,\"reportDateTime\":1700000000.0}").sentAt())
        .isEqualTo("1700000000.0");
    assertThat(facts("{\"id\":12345678901234567890123}").sourceEventId())
        .isEqualTo("reports/12345678901234567890123");
    assertThat(facts("{\"id\":1e999999999}").sourceEventId()).isEqualTo("reports/1E+999999999");
  }

  @Test
  void aBatchSaysWhichElementsCannotBeEvents() {
    Reading reading = read(gate, "[{\"id\":1},2,{\"id\":3}]");

    assertThat(reading)
        .isInstanceOfSatisfying(
            Reading.Batch.class,
            batch -> {
              assertThat(batch.elements()).hasSize(3);
              assertThat(batch.elements().get(0)).isInstanceOf(Element.Event.class);
              assertThat(batch.elements().get(1)).isInstanceOf(Element.Unusable.class);
              assertThat(batch.elements().get(2)).isInstanceOf(Element.Event.class);
            });
  }

  @Test
  void emptyBatchesBrokenBodiesAndHugeBatchesAreRefused() {
    assertThat(read(gate, "[]")).isInstanceOf(Reading.Malformed.class);
    assertThat(read(gate, "{\"meta\":{},\"data\":[]}")).isInstanceOf(Reading.Malformed.class);
    assertThat(read(gate, "{")).isInstanceOf(Reading.Malformed.class);
    assertThat(read(gate, "[1,2,3,4,5,6,7,8,9,10,11]")).isInstanceOf(Reading.TooMany.class);
  }

  @Test
  void aPointerThatIsNoneIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> gate("id", "id"))
        .withMessageStartingWith("s.gate.tracktik.id ");
  }

  private EventFacts facts(String body) {
    return facts(gate, body);
  }

  private static EventFacts facts(Gate gate, String body) {
    return gate.one("application/json", body);
  }

  private static EventFacts facts(
      @Nullable String id, String site, String code, @Nullable String time) {
    return new EventFacts(id, RECIPE, IdentityKind.SOURCE_ID, site, code, time);
  }

  private static Reading read(Gate gate, String body) {
    return gate.read("application/json", body);
  }

  private static Gate gate(Object... settings) {
    return Gate.of(new TrackTikAdapterFactory(), settings);
  }
}
