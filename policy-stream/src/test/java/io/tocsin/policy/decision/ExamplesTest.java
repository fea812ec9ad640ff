package io.tocsin.policy.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.policy.Events;
import io.tocsin.policy.Markdown;
import io.tocsin.policy.Rulebooks;
import io.tocsin.policy.rulebook.CompiledRulebook;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.Charge;
import io.tocsin.schemas.Decision;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.ReviewReason;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

final class ExamplesTest {
  private static final String NONE = "-";

  @TestFactory
  Stream<DynamicTest> theExamplesHold() {
    return Markdown.sections("examples.md").stream()
        .flatMap(
            section -> {
              CompiledRulebook rulebook = Rulebooks.read(section.blocks("yaml").getFirst());
              return section.rows().stream()
                  .map(row -> DynamicTest.dynamicTest(row.get("what"), () -> holds(rulebook, row)));
            });
  }

  private static void holds(CompiledRulebook rulebook, Map<String, String> row) {
    Decision decision = Decider.decide(event(row), Optional.of(rulebook));

    var expected = new LinkedHashMap<String, String>();
    Stream.of("end state", "reason code", "rule", "charge", "owner", "routes")
        .forEach(title -> expected.put(title, row.get(title)));
    assertThat(said(decision)).isEqualTo(expected);
    assertThat(decision.getRulebookVersion()).isEqualTo(rulebook.version());
    assertThat(decision.getReason()).isNotBlank().endsWith(".");
  }

  private static Map<String, String> said(Decision decision) {
    var said = new LinkedHashMap<String, String>();
    said.put("end state", decision.getEndState().name());
    said.put("reason code", orNone(decision.getReasonCode()));
    said.put("rule", orNone(decision.getRuleId()));
    said.put("charge", charge(decision.getCharge()));
    said.put("owner", orNone(decision.getOwnerTeam()));
    said.put("routes", String.join(" ", decision.getRoutes()));
    return said;
  }

  private static String orNone(String value) {
    return value == null ? NONE : value;
  }

  private static String charge(Charge charge) {
    return charge == null
        ? NONE
        : "%s %s × %s = %s %s"
            .formatted(
                charge.getSku(),
                charge.getQuantity(),
                charge.getUnitPrice(),
                charge.getAmount(),
                charge.getCurrency());
  }

  private static CanonicalEvent event(Map<String, String> row) {
    CanonicalEvent.Builder event =
        Events.event(row.get("what").replace(' ', '-'))
            .setType(EventType.valueOf(row.get("type")))
            .setLifeSafety(row.get("life safety").equals("yes"));
    if (!row.get("category").isEmpty()) {
      event.setCategory(row.get("category"));
    }
    if (!row.get("occurred").isEmpty()) {
      event.setOccurredAt(Instant.parse(row.get("occurred")));
    }
    if (!row.get("officers").equals(NONE)) {
      event.setAttributes(Map.of("officers", row.get("officers")));
    }
    String client = row.get("client");
    if (client.equals(NONE)) {
      event.setSite(null).setSiteKey("tracktik:77");
    } else {
      event.setSite(Events.site(client + "-1", client, client + " one"));
    }
    if (!row.get("review").equals(NONE)) {
      event.setReview(
          Arrays.stream(row.get("review").split(" ")).map(ReviewReason::valueOf).toList());
    }
    return event.build();
  }
}
