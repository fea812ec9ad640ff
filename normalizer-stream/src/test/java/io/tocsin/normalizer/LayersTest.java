package io.tocsin.normalizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.normalizer.Layers.Effect;
import io.tocsin.normalizer.vendor.Statement;
import io.tocsin.schemas.Position;
import io.tocsin.schemas.Transport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

final class LayersTest {
  private long offset;
  private Layers layers = Layers.NONE;

  @Test
  void aPoorerRoadFillsGapsAndNeitherErasesNorFlips() {
    tell(Transport.WEBHOOK, said().setZone("7").setCode("130"));
    tell(Transport.EXPORT, said().setZone("8").setArea("2"));
    tell(Transport.MAILBOX, said().setZone("9").setArea("3").setUser("4"));

    assertThat(layers.merged())
        .isEqualTo(said().setZone("7").setCode("130").setArea("2").setUser("4").build());
  }

  @Test
  void webhookAndPollTakeTheSamePlace() {
    tell(Transport.WEBHOOK, said().setZone("7").setUser("1"));
    Effect effect = tell(Transport.POLL, said().setZone("8"));

    assertThat(effect).isEqualTo(Effect.REPLACED);
    assertThat(layers.merged()).isEqualTo(said().setZone("8").build());
  }

  @Test
  void anOlderStatementByTheSourcesOwnOrderIsStaleAndAnEqualOneIsNot() {
    assertThat(tell(Transport.WEBHOOK, said().setOrder(5L).setZone("5"))).isEqualTo(Effect.ADDED);
    assertThat(tell(Transport.POLL, said().setOrder(4L).setZone("4"))).isEqualTo(Effect.STALE);
    assertThat(layers.merged().getZone()).isEqualTo("5");
    assertThat(tell(Transport.POLL, said().setOrder(5L).setZone("5b"))).isEqualTo(Effect.REPLACED);
    assertThat(tell(Transport.POLL, said().setZone("none"))).isEqualTo(Effect.REPLACED);
    assertThat(tell(Transport.POLL, said().setOrder(1L).setZone("1"))).isEqualTo(Effect.REPLACED);
    assertThat(layers.merged().getZone()).isEqualTo("1");
  }

  @Test
  void partsStandBesideOneAnotherTheHighestOrderFirst() {
    tell(Transport.WEBHOOK, said().setPart("CLOSED").setOrder(9L).setStatus("closed"));
    tell(Transport.WEBHOOK, said().setPart("NEW").setOrder(1L).setStatus("new").setZone("7"));
    tell(Transport.WEBHOOK, said().setPart("NOTE").setStatus("noted").setArea("2"));

    assertThat(layers.merged())
        .isEqualTo(said().setStatus("closed").setZone("7").setArea("2").build());
  }

  @Test
  void withoutAnOrderThePartThatChangedLastComesFirstAndARepetitionIsNoChange() {
    tell(Transport.WEBHOOK, said().setPart("a").setStatus("a"));
    tell(Transport.WEBHOOK, said().setPart("b").setStatus("b"));
    assertThat(tell(Transport.WEBHOOK, said().setPart("a").setStatus("a")))
        .isEqualTo(Effect.CONFIRMED);
    assertThat(layers.merged().getStatus()).isEqualTo("b");
    assertThat(layers.changes()).isEqualTo(2);

    tell(Transport.WEBHOOK, said().setPart("a").setStatus("a2"));
    assertThat(layers.merged().getStatus()).isEqualTo("a2");
    assertThat(layers.changes()).isEqualTo(3);
  }

  @Test
  void aRecordAtOrBeforeThePositionOfItsLayerIsStale() {
    layers = Layers.NONE.told(Transport.WEBHOOK, said().setZone("1").build(), at(5)).layers();

    assertThat(layers.told(Transport.WEBHOOK, said().setZone("2").build(), at(5)).effect())
        .isEqualTo(Effect.STALE);
    assertThat(layers.told(Transport.POLL, said().setZone("2").build(), at(4)).effect())
        .isEqualTo(Effect.STALE);
    assertThat(layers.told(Transport.EXPORT, said().setZone("2").build(), at(4)).effect())
        .isEqualTo(Effect.ADDED);
    assertThat(
            layers
                .told(
                    Transport.WEBHOOK,
                    said().setZone("2").build(),
                    new Position("raw.saying", 1, 4L))
                .effect())
        .as("of another partition, which cannot be compared")
        .isEqualTo(Effect.REPLACED);
  }

  @Test
  void aConfirmedLayerStandsAtItsLastPosition() {
    layers = Layers.NONE.told(Transport.WEBHOOK, said().setZone("1").build(), at(5)).layers();
    layers = layers.told(Transport.WEBHOOK, said().setZone("1").build(), at(9)).layers();

    assertThat(layers.told(Transport.WEBHOOK, said().setZone("2").build(), at(8)).effect())
        .isEqualTo(Effect.STALE);
  }

  @Test
  void oneLayerTooManyIsMergedAwayWithoutAChangeOfContent() {
    for (int i = 0; i < 40; i++) {
      Statement said =
          said()
              .setPart("part-" + i)
              .setOrder((long) i)
              .setStatus("status-" + i)
              .setAttributes(Map.of("key-" + i, "value"))
              .build();
      Statement before = layers.bestFirst().isEmpty() ? said().build() : layers.merged();
      tell(Transport.WEBHOOK, Statement.newBuilder(said));

      assertThat(layers.bestFirst()).hasSizeLessThanOrEqualTo(Layers.MAX);
      Statement expected = Merge.of(List.of(said, before));
      assertThat(layers.merged()).isEqualTo(expected);
    }
    assertThat(layers.bestFirst()).hasSize(Layers.MAX);
    assertThat(layers.merged().getAttributes()).hasSize(40);
    assertThat(layers.bestFirst().getLast().getStatement().getAttributes()).hasSize(25);
  }

  @Test
  void theLeastRecentlyChangedOfTheLowestStandingIsMergedAway() {
    tell(Transport.MAILBOX, said().setPart("old").setStatus("old"));
    tell(Transport.MAILBOX, said().setPart("new").setStatus("new"));
    for (int i = 0; i < Layers.MAX - 2; i++) {
      tell(Transport.WEBHOOK, said().setPart("part-" + i).setZone("zone-" + i));
    }
    assertThat(layers.bestFirst()).hasSize(Layers.MAX);

    tell(Transport.WEBHOOK, said().setPart("one more"));

    assertThat(layers.bestFirst()).hasSize(Layers.MAX);
    assertThat(layers.bestFirst().getLast().getStatement().getStatus()).isEqualTo("new");
    // What was merged away is met again from before: it does not come back as something new.
    assertThat(
            layers
                .told(Transport.MAILBOX, said().setPart("old").setStatus("older").build(), at(1))
                .effect())
        .isEqualTo(Effect.STALE);
  }

  @Test
  void theRemainderDoesNotGrowWithoutEnd() {
    String long1 = "x".repeat(Layers.MAX_STATEMENT / 2);
    for (int i = 0; i < 30; i++) {
      tell(Transport.WEBHOOK, said().setPart("part-" + i).setAttributes(Map.of("key-" + i, long1)));
    }

    assertThat(layers.bestFirst())
        .hasSize(Layers.MAX)
        .allSatisfy(
            layer ->
                assertThat(Layers.size(layer.getStatement()))
                    .isLessThanOrEqualTo(Layers.MAX_STATEMENT));
  }

  @Test
  void asOfARevisionWhatChangedLaterIsLeftOut() {
    tell(Transport.WEBHOOK, said().setZone("1"));
    tell(Transport.EXPORT, said().setArea("1"));
    tell(Transport.WEBHOOK, said().setZone("2"));

    assertThat(layers.asOf(1, Transport.WEBHOOK, said().setZone("1").build(), at(0)).merged())
        .isEqualTo(said().setZone("1").build());
    assertThat(layers.asOf(2, Transport.EXPORT, said().setArea("1").build(), at(1)).merged())
        .as("the webhook's statement of then is gone")
        .isEqualTo(said().setArea("1").build());
    assertThat(layers.asOf(3, Transport.WEBHOOK, said().setZone("2").build(), at(2)).merged())
        .isEqualTo(layers.merged());
  }

  /// One delivery of a generated history.
  ///
  /// @param road by which it comes
  /// @param part its part
  /// @param number its place in its road's and part's own order
  record Delivery(Transport road, String part, int number, Statement said) {}

  @Provide
  Arbitrary<List<Delivery>> deliveries() {
    Arbitrary<String> word = Arbitraries.of("x", "y", "z").injectNull(0.4);
    Arbitrary<Statement> statement =
        Combinators.combine(word, word, word, word)
            .as(
                (code, zone, status, key) ->
                    said()
                        .setCode(code)
                        .setScheme(code == null ? null : "scheme-" + code)
                        .setZone(zone)
                        .setStatus(status)
                        .setAttributes(key == null ? Map.of() : Map.of(key, "of-" + zone))
                        .build());
    return Combinators.combine(
            Arbitraries.of(Transport.WEBHOOK, Transport.EXPORT, Transport.MAILBOX),
            Arbitraries.of("a", "b").injectNull(0.6),
            Arbitraries.integers().between(0, 20),
            statement)
        .as(Delivery::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(12);
  }

  /// Each road keeps its own order, and the roads overtake one another: the content is the same. On
  /// one road the parts have an order of the source, else the last one to change is the one that is
  /// believed, and that may differ.
  @Property(tries = 2000)
  void itDoesNotMatterWhichRoadIsFaster(
      @ForAll("deliveries") List<Delivery> deliveries, @ForAll long seed) {
    List<Delivery> ordered = new ArrayList<>();
    deliveries.forEach(d -> ordered.add(inOrder(d, ordered.size())));

    assertThat(content(interleaved(ordered, new Random(seed)))).isEqualTo(content(ordered));
  }

  /// With an order of the source, deliveries of one road may even overtake one another.
  @Property(tries = 2000)
  void withAnOrderOfTheSourceNoDeliveryOvertakesAnother(
      @ForAll("deliveries") List<Delivery> deliveries, @ForAll long seed) {
    List<Delivery> ordered = new ArrayList<>();
    deliveries.forEach(d -> ordered.add(inOrder(d, ordered.size())));
    var shuffled = new ArrayList<>(ordered);
    java.util.Collections.shuffle(shuffled, new Random(seed));

    assertThat(content(shuffled)).isEqualTo(content(ordered));
  }

  /// Whatever else is said: each fact that the best layer gives stands.
  @Property(tries = 2000)
  void noPoorerRoadErasesOrFlips(@ForAll("deliveries") List<Delivery> deliveries) {
    Layers all = layers(deliveries);
    Map<String, Statement> last = new HashMap<>();
    deliveries.forEach(d -> last.put(d.road() + "/" + d.part(), d.said()));
    List<Statement> webhooks =
        last.entrySet().stream()
            .filter(e -> e.getKey().startsWith("WEBHOOK/"))
            .map(Map.Entry::getValue)
            .toList();

    assertStands(all, webhooks, Statement::getZone);
    assertStands(all, webhooks, Statement::getCode);
    assertStands(all, webhooks, Statement::getStatus);
    for (Statement said : last.values()) {
      assertThat(all.merged().getAttributes().keySet()).containsAll(said.getAttributes().keySet());
    }
  }

  private static void assertStands(
      Layers all, List<Statement> webhooks, java.util.function.Function<Statement, String> fact) {
    List<String> said = webhooks.stream().map(fact).filter(Objects::nonNull).toList();
    if (!said.isEmpty()) {
      assertThat(fact.apply(all.merged())).isIn(said);
    }
  }

  private static Delivery inOrder(Delivery delivery, int number) {
    return new Delivery(
        delivery.road(),
        delivery.part(),
        number,
        Statement.newBuilder(delivery.said())
            .setPart(delivery.part())
            .setOrder((long) number)
            .build());
  }

  /// The same deliveries, each road in its order.
  private static List<Delivery> interleaved(List<Delivery> deliveries, Random random) {
    var left = new ArrayList<>(deliveries);
    var out = new ArrayList<Delivery>();
    while (!left.isEmpty()) {
      Transport road = left.get(random.nextInt(left.size())).road();
      Delivery next = left.stream().filter(d -> d.road() == road).findFirst().orElseThrow();
      left.remove(next);
      out.add(next);
    }
    return out;
  }

  private static Statement content(List<Delivery> deliveries) {
    return layers(deliveries).merged();
  }

  private static Layers layers(List<Delivery> deliveries) {
    Layers layers = Layers.NONE;
    int offset = 0;
    for (Delivery delivery : deliveries) {
      Statement said = Statement.newBuilder(delivery.said()).setPart(delivery.part()).build();
      layers = layers.told(delivery.road(), said, at(offset++)).layers();
    }
    return layers;
  }

  private Effect tell(Transport road, Statement.Builder said) {
    Layers.Told told = layers.told(road, said.build(), at(offset++));
    layers = told.layers();
    return told.effect();
  }

  private static Statement.Builder said() {
    return Raws.statement();
  }

  private static Position at(long offset) {
    return new Position("raw.saying", 0, offset);
  }
}
