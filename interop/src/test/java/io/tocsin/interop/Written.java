package io.tocsin.interop;

import io.tocsin.embedded.TestStack;
import io.tocsin.schemas.AvroSerdes;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.Position;
import io.tocsin.schemas.ReviewReason;
import io.tocsin.schemas.Site;
import io.tocsin.schemas.TimeBasis;
import io.tocsin.schemas.Topics;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/// What stands in `events.canonical` before anybody reads it: four events, one of them in two
/// revisions, and a fifth one in a transaction that was rolled back.
final class Written {
  static final String BROKER = TestStack.kafka().bootstrapServers();
  static final String REGISTRY = TestStack.registry().url();
  static final Instant OCCURRED = Instant.parse("2026-11-02T05:30:00.123Z");
  static final LocalDate DAY = LocalDate.of(2026, 11, 1);

  private static boolean written;

  private Written() {}

  /// Writes once for each JVM.
  static synchronized void once() {
    if (written) {
      return;
    }
    try (var admin = Admin.create(Map.<String, Object>of("bootstrap.servers", BROKER))) {
      admin.createTopics(List.of(new NewTopic(Topics.CANONICAL, 3, (short) 1))).all().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", BROKER, "transactional.id", "interop"),
            new StringSerializer(),
            new AvroSerdes(REGISTRY).<CanonicalEvent>serializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      send(producer, dispatch(1, EventType.alarm_dispatch));
      send(producer, dispatch(2, EventType.false_alarm));
      send(producer, event("manitou:signal-1", 1, EventType.alarm).setLifeSafety(true).build());
      send(producer, event("manitou:signal-2", 1, EventType.alarm).build());
      send(producer, unknownSite());
      producer.commitTransaction();
      producer.beginTransaction();
      send(producer, event("manitou:rolled-back", 1, EventType.alarm).build());
      producer.flush();
      producer.abortTransaction();
    }
    written = true;
  }

  private static void send(KafkaProducer<String, CanonicalEvent> producer, CanonicalEvent event) {
    producer.send(new ProducerRecord<>(Topics.CANONICAL, event.getSiteKey(), event));
  }

  private static CanonicalEvent dispatch(int revision, EventType type) {
    return event("tracktik:reports/1", revision, type)
        .setSeverity(2)
        .setAttributes(Map.of("priority", "high"))
        .build();
  }

  private static CanonicalEvent unknownSite() {
    return event("tracktik:reports/2", 1, EventType.other)
        .setSiteKey("tracktik:99")
        .setSite(null)
        .setReview(List.of(ReviewReason.UNMAPPED_CODE, ReviewReason.UNKNOWN_SITE))
        .build();
  }

  private static CanonicalEvent.Builder event(String key, int revision, EventType type) {
    String source = key.substring(0, key.indexOf(':'));
    return CanonicalEvent.newBuilder()
        .setEventKey(key)
        .setRevision(revision)
        .setSource(source)
        .setVendor(source)
        .setReceipt("receipt")
        .setSiteKey("northgate")
        .setSite(new Site("northgate", "northgate-client", "Northgate", "America/Chicago"))
        .setType(type)
        .setLifeSafety(false)
        .setOccurredAt(OCCURRED)
        .setTimeBasis(TimeBasis.OFFSET_SENT)
        .setReceivedAt(OCCURRED.plusSeconds(3))
        .setServiceDay(DAY)
        .setReferences(List.of())
        .setReview(List.of())
        .setAttributes(Map.of())
        .setContentHash("hash")
        .setRaw(new Position("raw." + source, 0, 0L));
  }
}
