package io.tocsin.replay.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.books.db.Database;
import io.tocsin.platform.registry.RecordReader;
import io.tocsin.platform.registry.Registry;
import io.tocsin.schemas.AuthScheme;
import io.tocsin.schemas.AuthVerdict;
import io.tocsin.schemas.IdentityKind;
import io.tocsin.schemas.RawEvent;
import io.tocsin.schemas.Transport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Site and code as a raw record says them itself.
final class ChosenTest {
  private static final Database NONE =
      new Database() {
        @Override
        public <T> T read(Work<T> work) {
          throw new AssertionError("not asked for");
        }

        @Override
        public <T> T write(Work<T> work) {
          throw new AssertionError("not asked for");
        }
      };

  private static final Registry UP =
      new Registry() {
        @Override
        public boolean knows(int schemaId) {
          return true;
        }

        @Override
        public void requireUp() {
          // It is.
        }
      };

  @ParameterizedTest
  @CsvSource({"mill, , 0 1", ", E130, 0 2", "mill, E130, 0", "elsewhere, , ''", ", , 0 1 2 3 4 5"})
  void recordsAreTakenByWhatTheySay(String site, String code, String offsets) {
    var selection =
        new Selection("manitou", List.of(new Selection.Range(0, 0, 6)), site, code, null);
    try (var chosen =
        new Chosen("r20261121120000-abcd", selection, NONE, reader(selection.asksForContent()))) {
      assertThat(chosen.of(records()).stream().sorted().map(String::valueOf))
          .containsExactlyElementsOf(
              offsets.isEmpty() ? List.of() : List.of(offsets.split(" ", -1)));
    }
  }

  /// The last one cannot be read, the one before it is empty.
  private static List<ConsumerRecord<byte[], byte[]>> records() {
    byte[][] values =
        Stream.of("mill E130", "mill E401", "lock E130", "- -", null, "junk")
            .map(
                text ->
                    text == null ? null : ("\0\0\0\0\1" + text).getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    return IntStream.range(0, values.length)
        .mapToObj(n -> new ConsumerRecord<byte[], byte[]>("raw.manitou", 0, n, null, values[n]))
        .toList();
  }

  private static RecordReader<RawEvent> reader(boolean wanted) {
    Deserializer<RawEvent> words =
        (topic, bytes) -> {
          String[] said =
              new String(bytes, 5, bytes.length - 5, StandardCharsets.UTF_8).split(" ", -1);
          return RawEvent.newBuilder()
              .setReceipt("r")
              .setTopic(topic)
              .setSource("manitou")
              .setVendor("manitou")
              .setIdentityRecipe("test/1")
              .setIdentityKind(IdentityKind.SOURCE_ID)
              .setTransport(Transport.WEBHOOK)
              .setReceivedAt(Instant.EPOCH)
              .setSiteRef(said[0].equals("-") ? null : said[0])
              .setCode(said[1].equals("-") ? null : said[1])
              .setBody(ByteBuffer.allocate(0))
              .setMediaType("text/plain")
              .setHeaders(List.of())
              .setAuth(new AuthVerdict(AuthScheme.NONE, null, Instant.EPOCH))
              .build();
        };
    return wanted ? new RecordReader<>(words, UP) : null;
  }
}
