package io.tocsin.platform;

import io.tocsin.schemas.DeadLetterHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/// What is added to a record's own headers when it leaves the straight way, for a retry or for
/// good.
///
/// @param stage stage or sink that gave up
/// @param code stable reason code
/// @param reason sentence for the operator; cut to 500 characters, line breaks taken out
/// @param topic topic of the original record
/// @param partition its partition
/// @param offset its offset
/// @param timestamp its timestamp
/// @param attempts how often it was tried
/// @param firstFailedAt when it first failed
public record DeadLetter(
    String stage,
    ReasonCode code,
    String reason,
    String topic,
    int partition,
    long offset,
    Instant timestamp,
    int attempts,
    Instant firstFailedAt) {
  private static final int MAX_REASON = 500;

  public DeadLetter {
    String line = reason.replaceAll("\\s+", " ").strip();
    reason = line.length() <= MAX_REASON ? line : line.substring(0, MAX_REASON);
  }

  /// Writes these facts into a record's headers, in place of older ones.
  public void writeTo(Headers headers) {
    put(headers, DeadLetterHeaders.STAGE, stage);
    put(headers, DeadLetterHeaders.REASON_CODE, code.name());
    put(headers, DeadLetterHeaders.REASON, reason);
    put(headers, DeadLetterHeaders.TOPIC, topic);
    put(headers, DeadLetterHeaders.PARTITION, Integer.toString(partition));
    put(headers, DeadLetterHeaders.OFFSET, Long.toString(offset));
    put(headers, DeadLetterHeaders.TIMESTAMP, timestamp.toString());
    put(headers, DeadLetterHeaders.ATTEMPTS, Integer.toString(attempts));
    put(headers, DeadLetterHeaders.FIRST_FAILED_AT, firstFailedAt.toString());
  }

  /// Reads the facts of an earlier failure from a record's headers; empty where it never failed.
  public static Optional<DeadLetter> readFrom(Headers headers) {
    String topic = text(headers, DeadLetterHeaders.TOPIC);
    if (topic == null) {
      return Optional.empty();
    }
    return Optional.of(
        new DeadLetter(
            required(headers, DeadLetterHeaders.STAGE),
            ReasonCode.valueOf(required(headers, DeadLetterHeaders.REASON_CODE)),
            required(headers, DeadLetterHeaders.REASON),
            topic,
            Integer.parseInt(required(headers, DeadLetterHeaders.PARTITION)),
            Long.parseLong(required(headers, DeadLetterHeaders.OFFSET)),
            Instant.parse(required(headers, DeadLetterHeaders.TIMESTAMP)),
            Integer.parseInt(required(headers, DeadLetterHeaders.ATTEMPTS)),
            Instant.parse(required(headers, DeadLetterHeaders.FIRST_FAILED_AT))));
  }

  /// The text of a header's last value; null where there is none.
  public static @Nullable String text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null || header.value() == null
        ? null
        : new String(header.value(), StandardCharsets.UTF_8);
  }

  /// Sets a header to a text, in place of older values.
  public static void put(Headers headers, String name, String value) {
    headers.remove(name).add(name, value.getBytes(StandardCharsets.UTF_8));
  }

  private static String required(Headers headers, String name) {
    String value = text(headers, name);
    if (value == null) {
      throw new IllegalStateException("dead-letter header " + name + " is missing");
    }
    return value;
  }
}
