package io.tocsin.cluster;

import io.tocsin.schemas.AuthScheme;
import io.tocsin.schemas.AuthVerdict;
import io.tocsin.schemas.RawEvent;
import io.tocsin.schemas.Topics;
import io.tocsin.schemas.Transport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/// An endless load of deliveries that follows from a seed: new events, the same again, changed
/// ones, and what can only be dead-lettered, with and without a key.
final class Load {
  static final String SOURCE = "tracktik";
  static final String TOPIC = Topics.raw(SOURCE);

  /// So many of the latest events are told of again.
  private static final int TALKED_ABOUT = 200;

  /// First part of every event's id.
  private static final String ID = "reports/";

  private static final List<String> SITES = List.of("50", "51", "52");
  private static final List<String> CODES = List.of("28", "29", "30", "31");

  private final Random random;
  private final String scenario;
  private final Serializer<RawEvent> serializer;
  private final List<Told> latest = new ArrayList<>();
  private int deliveries;
  private int events;

  /// What was said last of an event.
  private record Told(String id, String site, String code) {
    String content() {
      return site + "/" + code;
    }
  }

  /// @param scenario first part of every receipt and event id
  /// @param serializer writes the values as the gateway does
  Load(long seed, String scenario, Serializer<RawEvent> serializer) {
    this.random = new Random(seed);
    this.scenario = scenario;
    this.serializer = serializer;
  }

  /// First part of the keys of a scenario's events.
  ///
  /// @param prefix first part of what follows the source and the kind of document
  static String eventKey(String prefix) {
    return SOURCE + ":" + ID + prefix;
  }

  Delivery next() {
    String receipt = scenario + "-" + deliveries++;
    return switch (random.nextInt(100)) {
      case 0, 1, 2 -> dead(receipt, text("half-a-key"), text("no Avro"));
      case 3 -> dead(receipt, null, text("no Avro, no key"));
      case 4 -> dead(receipt, text("a-key"), null);
      case 5 -> dead(receipt, null, null);
      case 6 -> dead(receipt, null, bytes(raw(receipt, null, "50", "28")));
      case 7 ->
          dead(receipt, text("another-key"), bytes(raw(receipt, "reports/" + receipt, "50", "28")));
      default -> told(receipt);
    };
  }

  private Delivery told(String receipt) {
    int chance = random.nextInt(100);
    Told told;
    if (chance < 40 || latest.isEmpty()) {
      told = new Told(ID + scenario + "-" + events++, oneOf(SITES), oneOf(CODES));
      latest.add(told);
      if (latest.size() > TALKED_ABOUT) {
        latest.removeFirst();
      }
    } else {
      int which = random.nextInt(latest.size());
      told = latest.get(which);
      if (chance < 75) {
        // Most changes leave the site, so that the revisions stand in one partition.
        String site = random.nextInt(10) == 0 ? oneOf(SITES) : told.site();
        told = new Told(told.id(), site, oneOf(CODES));
        latest.set(which, told);
      }
    }
    String event = SOURCE + ":" + told.id();
    return new Delivery(
        receipt,
        text(event),
        bytes(raw(receipt, told.id(), told.site(), told.code())),
        event,
        told.content());
  }

  private String oneOf(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private static Delivery dead(String receipt, byte @Nullable [] key, byte @Nullable [] value) {
    return new Delivery(receipt, key, value, null, null);
  }

  private static RawEvent raw(String receipt, @Nullable String id, String site, String code) {
    return RawEvent.newBuilder()
        .setReceipt(receipt)
        .setTopic(TOPIC)
        .setSource(SOURCE)
        .setVendor("tracktik")
        .setSourceEventId(id)
        .setIdentityRecipe("tracktik/entity-id/1")
        .setTransport(Transport.WEBHOOK)
        .setReceivedAt(Instant.parse("2026-11-02T12:00:00Z"))
        .setSentAt("2026-11-02T05:00:00-06:00")
        .setSiteRef(site)
        .setCode(code)
        .setBody(ByteBuffer.wrap(text("{\"id\":1}")))
        .setMediaType("application/json")
        .setHeaders(List.of())
        .setAuth(new AuthVerdict(AuthScheme.STATIC_HEADER, "current", null))
        .build();
  }

  private byte[] bytes(RawEvent raw) {
    return serializer.serialize(TOPIC, raw);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
