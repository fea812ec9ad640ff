package io.tocsin.sinks.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tocsin.platform.DeadLetter;
import io.tocsin.platform.ReasonCode;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.schemas.AvroSerdes;
import io.tocsin.schemas.DeadLetterHeaders;
import io.tocsin.schemas.Decision;
import io.tocsin.schemas.Topics;
import io.tocsin.sinks.Sample;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.Test;

/// One consumer of a sink against a store, side topics and a clock that the test holds.
final class LaneTest {
  private static final TopicPartition MAIN = new TopicPartition(Topics.DECISIONS, 0);
  private static final TopicPartition RETRY = new TopicPartition("retry.crm.10s", 0);

  /// Nothing listens there.
  private static final RegistrySettings REGISTRY =
      new RegistrySettings(
          "http://127.0.0.1:1", AvroSerdes.DEFAULT_SERIALIZER, Plain.class.getName(), Map.of());

  /// Reads what [#bytes] writes, without a registry.
  public static final class Plain implements Deserializer<Object> {
    @Override
    public Object deserialize(String topic, byte[] data) {
      try {
        return new SpecificDatumReader<>(Decision.class)
            .read(null, DecoderFactory.get().binaryDecoder(data, 5, data.length - 5, null));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public Object deserialize(String topic, Headers headers, byte[] data) {
      return deserialize(topic, data);
    }
  }

  private static byte[] bytes(Decision decision) {
    try {
      var out = new ByteArrayOutputStream();
      out.write(new byte[] {0, 0, 0, 0, 1});
      var encoder = EncoderFactory.get().directBinaryEncoder(out, null);
      new SpecificDatumWriter<>(Decision.class).write(decision, encoder);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A store that keeps event keys, and fails as it is told.
  private static final class FakeStore implements Sink, Transactions {
    final List<String> written = new ArrayList<>();
    final List<Integer> batches = new ArrayList<>();
    final Map<String, SQLException> refuses = new HashMap<>();
    SQLException away;
    private List<String> pending = List.of();

    @Override
    public String name() {
      return "crm";
    }

    @Override
    public Map<String, Class<? extends SpecificRecord>> reads() {
      return Map.of(Topics.DECISIONS, Decision.class);
    }

    @Override
    public void write(Connection connection, List<SinkRecord> batch) throws SQLException {
      batches.add(batch.size());
      for (SinkRecord record : batch) {
        String key = ((Decision) record.value()).getEventKey();
        if (refuses.containsKey(key)) {
          throw refuses.get(key);
        }
        pending.add(key);
      }
    }

    @Override
    public void run(Work work) throws SQLException {
      if (away != null) {
        throw away;
      }
      pending = new ArrayList<>();
      try {
        work.with(null);
      } catch (NullPointerException e) {
        return; // A row of sink_writes, for which this store has no connection.
      }
      written.addAll(pending);
    }
  }

  private static final class FakeTopics implements SideTopics {
    final List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    boolean away;

    @Override
    public void publish(List<ProducerRecord<byte[], byte[]>> more) {
      if (away) {
        throw new OutageException("the dead-letter topic cannot be written", null);
      }
      records.addAll(more);
    }
  }

  private static final class FakeValve implements Valve {
    final Map<Set<TopicPartition>, Duration> held = new LinkedHashMap<>();

    @Override
    public void hold(
        Consumer<?, ?> consumer, Collection<TopicPartition> partitions, Duration duration) {
      held.put(new HashSet<>(partitions), duration);
    }
  }

  private static final class FakeConsumer extends MockConsumer<byte[], byte[]> {
    boolean wakeupAtCommit;
    boolean wokenAgain;

    FakeConsumer(TopicPartition partition) {
      super("earliest");
      assign(List.of(partition));
      updateBeginningOffsets(Map.of(partition, 0L));
    }

    @Override
    public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
      if (wakeupAtCommit) {
        wakeupAtCommit = false;
        throw new WakeupException();
      }
      super.commitSync(offsets);
    }

    @Override
    public synchronized void wakeup() {
      wokenAgain = true;
      super.wakeup();
    }

    long committedAt(TopicPartition partition) {
      OffsetAndMetadata offset = committed(Set.of(partition)).get(partition);
      return offset == null ? -1 : offset.offset();
    }
  }

  private final FakeStore store = new FakeStore();
  private final FakeTopics topics = new FakeTopics();
  private static final RandomGenerator NO_JITTER = () -> 0;
  private final Map<String, WriteStatus> noted = new HashMap<>();
  private final FakeValve valve = new FakeValve();
  private Instant now = Sample.AT;
  private boolean open = true;
  private final SinkMeters meters = new SinkMeters(new SimpleMeterRegistry());
  private final SinkStatus status = new SinkStatus("crm", () -> now, meters);
  private final Breaker breaker =
      new Breaker(
          new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), new Random(1)), () -> now);
  private final Lane main = lane(SinkStatus.Road.MAIN);
  private final Lane retry = lane(SinkStatus.Road.RETRY);

  private Lane lane(SinkStatus.Road road) {
    status.started();
    return new Lane(
        status,
        road,
        new BatchWriter(store, store, intake(road)),
        departures(),
        breaker,
        () -> now,
        () -> open);
  }

  private Intake intake(SinkStatus.Road road) {
    return new Intake(
        store.reads(),
        store.withdrawals(),
        new RecordDecoder(REGISTRY),
        road == SinkStatus.Road.RETRY);
  }

  private Departures departures() {
    return new Departures(
        new RetryPlan("crm", Topics.RETRY_DELAYS, NO_JITTER),
        topics,
        (subject, rejected, status, detail) -> noted.put(subject.eventKey(), status),
        meters,
        () -> now);
  }

  private static ConsumerRecord<byte[], byte[]> record(
      TopicPartition partition, long offset, byte[] value) {
    return new ConsumerRecord<>(
        partition.topic(),
        partition.partition(),
        offset,
        "site-1".getBytes(StandardCharsets.UTF_8),
        value);
  }

  private static ConsumerRecord<byte[], byte[]> record(
      TopicPartition partition, long offset, String key) {
    return record(partition, offset, bytes(Sample.billable(key, 1, "35.00")));
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // Only read.
  private static ConsumerRecords<byte[], byte[]> polled(
      TopicPartition partition, ConsumerRecord<byte[], byte[]>... records) {
    return new ConsumerRecords<>(Map.of(partition, List.of(records)), Map.of());
  }

  @Test
  void aBatchIsOneTransactionAndThenCommitted() {
    var consumer = new FakeConsumer(MAIN);

    main.accept(polled(MAIN, record(MAIN, 7, "a"), record(MAIN, 8, "b")), consumer, valve);

    assertThat(store.written).containsExactly("a", "b");
    assertThat(store.batches).containsExactly(2);
    assertThat(consumer.committedAt(MAIN)).isEqualTo(9);
  }

  @Test
  void beforeTheStartEverythingIsGivenBack() {
    var consumer = new FakeConsumer(MAIN);
    open = false;

    main.accept(polled(MAIN, record(MAIN, 7, "a")), consumer, valve);

    assertThat(store.written).isEmpty();
    assertThat(consumer.position(MAIN)).isEqualTo(7);
    assertThat(consumer.committedAt(MAIN)).isEqualTo(-1);
  }

  @Test
  void anOutageRewindsHoldsAndSendsNothingAnywhere() {
    var consumer = new FakeConsumer(MAIN);
    store.away = new SQLException("gone", "57P01");

    main.accept(polled(MAIN, record(MAIN, 7, "a"), record(MAIN, 8, "b")), consumer, valve);

    assertThat(consumer.position(MAIN)).isEqualTo(7);
    assertThat(consumer.committedAt(MAIN)).isEqualTo(-1);
    assertThat(topics.records).isEmpty();
    assertThat(valve.held).containsOnlyKeys(Set.of(MAIN));
    assertThat(status.state().kind()).isEqualTo(SinkState.Kind.OUTAGE);
    assertThat(status.state().detail()).contains("57P01");
  }

  @Test
  void aRegistryThatIsAwayIsAnOutageToo() {
    var consumer = new FakeConsumer(MAIN);
    byte[] whole = bytes(Sample.billable("b", 1, "35.00"));
    byte[] truncated = Arrays.copyOf(whole, whole.length - 20);

    main.accept(polled(MAIN, record(MAIN, 7, "a"), record(MAIN, 8, truncated)), consumer, valve);

    assertThat(consumer.position(MAIN)).isEqualTo(7);
    assertThat(consumer.committedAt(MAIN)).isEqualTo(-1);
    assertThat(topics.records).isEmpty();
    assertThat(valve.held).containsOnlyKeys(Set.of(MAIN));
    assertThat(status.state().kind()).isEqualTo(SinkState.Kind.OUTAGE);
    assertThat(status.state().detail()).contains("schema registry");
  }

  @Test
  void duringThePauseNothingIsTriedAndAfterItAllIsWritten() {
    var consumer = new FakeConsumer(MAIN);
    store.away = new SQLException("gone", "57P01");
    main.accept(polled(MAIN, record(MAIN, 7, "a")), consumer, valve);
    store.away = null;

    main.accept(polled(MAIN, record(MAIN, 7, "a")), consumer, valve);
    assertThat(store.written).isEmpty();
    now = now.plusSeconds(2);
    main.accept(polled(MAIN, record(MAIN, 7, "a")), consumer, valve);

    assertThat(store.written).containsExactly("a");
    assertThat(status.state().kind()).isEqualTo(SinkState.Kind.RUNNING);
  }

  @Test
  void onlyTheCulpritLeaves() {
    var consumer = new FakeConsumer(MAIN);
    store.refuses.put("b", new SQLException("no", "23514"));

    main.accept(
        polled(MAIN, record(MAIN, 7, "a"), record(MAIN, 8, "b"), record(MAIN, 9, "c")),
        consumer,
        valve);

    assertThat(store.written).containsExactly("a", "c");
    assertThat(topics.records).extracting(ProducerRecord::topic).containsExactly("dlq.crm");
    ProducerRecord<byte[], byte[]> letter = topics.records.getFirst();
    assertThat(letter.value()).isEqualTo(bytes(Sample.billable("b", 1, "35.00")));
    assertThat(DeadLetter.readFrom(letter.headers()).orElseThrow().offset()).isEqualTo(8);
    assertThat(consumer.committedAt(MAIN)).isEqualTo(10);
  }

  @Test
  void anOutageInTheMiddleOfOneByOneSendsNothing() {
    var consumer = new FakeConsumer(MAIN);
    store.refuses.put("a", new SQLException("no", "23514"));
    store.refuses.put("b", new SQLException("gone", "08006"));

    main.accept(polled(MAIN, record(MAIN, 7, "a"), record(MAIN, 8, "b")), consumer, valve);

    assertThat(topics.records).isEmpty();
    assertThat(consumer.position(MAIN)).isEqualTo(7);
    assertThat(consumer.committedAt(MAIN)).isEqualTo(-1);
  }

  @Test
  void aSideTopicThatCannotBeWrittenStopsTheProgress() {
    var consumer = new FakeConsumer(MAIN);
    topics.away = true;

    main.accept(
        polled(MAIN, record(MAIN, 7, new byte[] {1, 2, 3}), record(MAIN, 8, "b")), consumer, valve);

    assertThat(consumer.position(MAIN)).isEqualTo(7);
    assertThat(consumer.committedAt(MAIN)).isEqualTo(-1);
    assertThat(status.state().kind()).isEqualTo(SinkState.Kind.OUTAGE);
  }

  @Test
  void whatNobodyUnderstandsGoesToTheFirstRetryTopic() {
    var consumer = new FakeConsumer(MAIN);
    store.refuses.put("a", new SQLException("odd", "XX000"));

    main.accept(polled(MAIN, record(MAIN, 7, "a")), consumer, valve);

    ProducerRecord<byte[], byte[]> sent = topics.records.getFirst();
    assertThat(sent.topic()).isEqualTo("retry.crm.10s");
    assertThat(DeadLetter.text(sent.headers(), DeadLetterHeaders.NOT_BEFORE))
        .isEqualTo(now.plusSeconds(10).toString());
  }

  @Test
  void aRecordThatIsNotDueWaitsAndThoseBeforeItAreWritten() {
    var consumer = new FakeConsumer(RETRY);
    var due = retried(0, "a", now);
    var later = retried(1, "b", now.plusSeconds(5));
    var behind = retried(2, "c", now);

    retry.accept(polled(RETRY, due, later, behind), consumer, valve);

    assertThat(store.written).containsExactly("a");
    assertThat(consumer.position(RETRY)).isEqualTo(1);
    assertThat(consumer.committedAt(RETRY)).isEqualTo(1);
    assertThat(valve.held).containsExactly(Map.entry(Set.of(RETRY), Duration.ofSeconds(5)));
  }

  @Test
  void aRetryThatFailsAgainGoesFurtherAndKeepsItsOrigin() {
    var consumer = new FakeConsumer(RETRY);
    store.refuses.put("a", new SQLException("odd", "XX000"));

    retry.accept(polled(RETRY, retried(0, "a", now)), consumer, valve);

    ProducerRecord<byte[], byte[]> sent = topics.records.getFirst();
    assertThat(sent.topic()).isEqualTo("retry.crm.1m");
    DeadLetter facts = DeadLetter.readFrom(sent.headers()).orElseThrow();
    assertThat(facts.topic()).isEqualTo(Topics.DECISIONS);
    assertThat(facts.offset()).isEqualTo(77);
    assertThat(facts.attempts()).isEqualTo(2);
    assertThat(sent.headers().headers(DeadLetterHeaders.ATTEMPTS)).hasSize(1);
  }

  @Test
  void theStopSignalDuringACommitIsNotLost() {
    var consumer = new FakeConsumer(MAIN);
    consumer.wakeupAtCommit = true;

    main.accept(polled(MAIN, record(MAIN, 7, "a")), consumer, valve);

    assertThat(consumer.wokenAgain).isTrue();
    assertThat(consumer.committedAt(MAIN)).isEqualTo(8);
  }

  @Test
  void anErrorOfTheMachineIsSaidAndNotSwallowed() {
    var consumer = new FakeConsumer(MAIN);
    var broken =
        new Lane(
            status,
            SinkStatus.Road.MAIN,
            new BatchWriter(
                store,
                work -> {
                  throw new NoClassDefFoundError("gone");
                },
                intake(SinkStatus.Road.MAIN)),
            departures(),
            breaker,
            () -> now,
            () -> true);

    assertThatThrownBy(() -> broken.accept(polled(MAIN, record(MAIN, 7, "a")), consumer, valve))
        .isInstanceOf(NoClassDefFoundError.class);
    assertThat(status.state().kind()).isEqualTo(SinkState.Kind.DEAD);
  }

  private ConsumerRecord<byte[], byte[]> retried(long offset, String key, Instant notBefore) {
    ConsumerRecord<byte[], byte[]> record = record(RETRY, offset, key);
    new DeadLetter(
            "crm",
            ReasonCode.RETRIES_EXHAUSTED,
            "odd",
            Topics.DECISIONS,
            0,
            77,
            Sample.AT,
            1,
            Sample.AT)
        .writeTo(record.headers());
    DeadLetter.put(record.headers(), DeadLetterHeaders.NOT_BEFORE, notBefore.toString());
    return record;
  }
}
