package io.tocsin.policy.stream;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.platform.Sha256;
import io.tocsin.policy.Events;
import io.tocsin.policy.PlainAvro;
import io.tocsin.policy.Rulebooks;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.Decision;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.Rulebook;
import io.tocsin.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;

/// Whatever order events come in, across sites and within one, and however often they are replayed:
/// every revision has exactly one decision, and it is always the same.
final class AnyOrderTest {
  private static final String RULES = Rulebooks.yaml(1, "2026-01-01", "85.00");

  private final PlainAvro avro = new PlainAvro();

  @Property
  void theOrderOfEventsDecidesNothing(
      @ForAll("revisions") List<CanonicalEvent> revisions, @ForAll Random random) {
    var shuffled = new ArrayList<CanonicalEvent>(revisions);
    shuffled.addAll(revisions.subList(0, revisions.size() / 2)); // a replay of a part
    Collections.shuffle(shuffled, random);

    assertThat(decide(shuffled)).isEqualTo(decide(revisions)).hasSize(revisions.size());
  }

  @Provide
  Arbitrary<List<CanonicalEvent>> revisions() {
    Arbitrary<List<CanonicalEvent>> event =
        Combinators.combine(
                Arbitraries.integers().between(1, 9_999),
                Arbitraries.integers().between(1, 4),
                Arbitraries.of("north", "south", "east"),
                Arbitraries.of(EventType.alarm_dispatch, EventType.alarm, EventType.trouble),
                Arbitraries.of("After hours dispatch", "False alarm"))
            .as(
                (id, count, site, type, category) ->
                    IntStream.rangeClosed(1, count)
                        .mapToObj(
                            revision ->
                                Events.event(site + id)
                                    .setRevision(revision)
                                    .setSiteKey(site)
                                    .setSite(
                                        Events.site(
                                            site,
                                            site.equals("east") ? "nobody" : "northgate",
                                            site))
                                    .setType(type)
                                    .setCategory(revision % 2 == 0 ? "Daytime" : category)
                                    .build())
                        .toList());
    return event
        .list()
        .ofMinSize(1)
        .ofMaxSize(8)
        .uniqueElements(revisions -> revisions.getFirst().getEventKey())
        .map(events -> events.stream().flatMap(List::stream).toList());
  }

  private Map<String, Decision> decide(List<CanonicalEvent> events) {
    var config = new Properties();
    config.put(StreamsConfig.STATE_DIR_CONFIG, "target/any-order");
    var topology =
        new PolicyTopology(
                () -> avro.reader(CanonicalEvent.class),
                new RulebookLibrary(avro.reader(Rulebook.class)),
                avro::serializer)
            .build();
    try (var driver = new TopologyTestDriver(topology, config)) {
      driver
          .createInputTopic(
              Topics.CONFIG_RULEBOOK, new StringSerializer(), new ByteArraySerializer())
          .pipeInput("1", avro.bytes(rulebook()));
      var in =
          driver.createInputTopic(
              Topics.CANONICAL, new StringSerializer(), new ByteArraySerializer());
      events.forEach(event -> in.pipeInput(event.getSiteKey(), avro.bytes(event)));
      return driver
          .createOutputTopic(
              Topics.DECISIONS, new StringDeserializer(), new ByteArrayDeserializer())
          .readValuesToList()
          .stream()
          .map(bytes -> avro.record(Decision.class, bytes))
          // Two decisions on one revision would fail here.
          .collect(toMap(d -> d.getEventKey() + "/" + d.getRevision(), identity()));
    }
  }

  private static Rulebook rulebook() {
    return Rulebook.newBuilder()
        .setVersion(1)
        .setEffectiveFrom(LocalDate.parse("2026-01-01"))
        .setYaml(RULES)
        .setSha256(Sha256.of(RULES.getBytes(StandardCharsets.UTF_8)))
        .setPublishedBy("test")
        .setPublishedAt(Instant.EPOCH)
        .build();
  }
}
