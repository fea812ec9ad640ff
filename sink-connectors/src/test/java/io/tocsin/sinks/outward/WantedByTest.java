package io.tocsin.sinks.outward;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.sinks.Sample;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/// A destination that takes only what names it.
final class WantedByTest {
  private final Effects effects =
      new Effects.WantedBy(new Picky(), new Effects.OfDecisions("notify"));

  private static final class Picky implements Destination {
    @Override
    public Idempotency idempotency() {
      return new Idempotency.Upsert();
    }

    @Override
    public boolean wants(Effect effect) {
      return effect.fields().get("notify").equals("on-call,managers");
    }

    @Override
    public List<Answer> send(List<Delivery> deliveries) {
      throw new AssertionError("nothing is sent here");
    }

    @Override
    public Sighting find(Delivery delivery) {
      throw new AssertionError("nothing is looked up here");
    }
  }

  private Effect of(List<String> routes, List<String> notify) {
    SpecificRecord decision =
        Sample.decision("tracktik:1", 1, 1).setRoutes(routes).setNotify(notify).build();
    return effects.of(decision).orElseThrow();
  }

  @Test
  void whatIsWantedStands() {
    Effect wanted = of(List.of("notify"), List.of("on-call", "managers"));

    assertThat(wanted.action()).isEqualTo(Effect.Action.PUT);
    assertThat(wanted.fields()).containsEntry("state", "OPEN");
  }

  @Test
  void whatIsNotWantedIsAsIfItWereNotRoutedThere() {
    Effect unwanted = of(List.of("notify"), List.of("nights"));

    assertThat(unwanted.action()).isEqualTo(Effect.Action.WITHDRAW);
    assertThat(unwanted.fields()).containsEntry("state", "WITHDRAWN");
    assertThat(unwanted.key()).isEqualTo(of(List.of("notify"), List.of()).key());
  }
}
