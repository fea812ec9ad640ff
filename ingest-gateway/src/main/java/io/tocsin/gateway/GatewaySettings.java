package io.tocsin.gateway;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.MapFormat;
import io.micronaut.core.naming.conventions.StringConvention;
import io.tocsin.gateway.identity.IdentityRecipes;
import io.tocsin.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The gateway's bounds: `tocsin.gateway.*`. The sources beside them are read by [SourcesFactory].
///
/// @param maxBodyBytes largest body, in bytes; a larger one is answered 413
/// @param maxBatchElements most events in one delivery; more are answered 413
/// @param maxInFlight deliveries worked on at one time; above that 503. Times maxBodyBytes it
/// bounds the memory that bodies take
/// @param maxExportBytes largest export that the console hands in, in bytes; a larger one is
/// answered 413. One is worked on at a time
/// @param maxExportRows most events in one export; more are answered 413
/// @param receiveWithin how long one body may take to arrive; then 408
/// @param acknowledgeWithin how long Kafka may take to acknowledge; then 503. The producer's
/// `delivery.timeout.ms`
/// @param retryAfter what a sender is told to wait after a 503
/// @param claimCheckBytes a larger body of an event goes to the object store, where one is
/// configured, and only its claim check into the topic
/// @param identityRecipes file with the identity recipes in place of ours; blank = ours
/// @param producer further producer settings under their Kafka names; they win over ours, except
/// those that the promise to the sender rests on
@ConfigurationProperties("tocsin.gateway")
public record GatewaySettings(
    @Bindable(defaultValue = "2097152") int maxBodyBytes,
    @Bindable(defaultValue = "1000") int maxBatchElements,
    @Bindable(defaultValue = "256") int maxInFlight,
    @Bindable(defaultValue = "33554432") int maxExportBytes,
    @Bindable(defaultValue = "50000") int maxExportRows,
    @Bindable(defaultValue = "30s") Duration receiveWithin,
    @Bindable(defaultValue = "10s") Duration acknowledgeWithin,
    @Bindable(defaultValue = "5s") Duration retryAfter,
    @Bindable(defaultValue = "262144") int claimCheckBytes,
    @Nullable String identityRecipes,
    @Nullable
        @MapFormat(
            transformation = MapFormat.MapTransformation.FLAT,
            keyFormat = StringConvention.RAW)
        Map<String, String> producer) {
  /// Room that a raw record needs beside the body: headers (Netty lets 8 KiB through), names, id.
  private static final int ENVELOPE_BYTES = 64 * 1024;

  /// Of a delivery, with what its events repeat.
  private static final int TOTAL_BYTES = 16 * 1024 * 1024;

  /// What "2xx only after every in-sync replica has it" rests on; not for overriding.
  private static final List<String> FIXED =
      List.of("acks", "enable.idempotence", "key.serializer", "value.serializer");

  public GatewaySettings {
    producer = producer == null ? Map.of() : Map.copyOf(producer);
    inRange("max-body-bytes", maxBodyBytes, 1, Topics.MAX_RECORD_BYTES - ENVELOPE_BYTES);
    inRange("claim-check-bytes", claimCheckBytes, 1, Topics.MAX_RECORD_BYTES - ENVELOPE_BYTES);
    inRange("max-batch-elements", maxBatchElements, 1, 100_000);
    inRange("max-in-flight", maxInFlight, 1, 100_000);
    inRange("max-export-bytes", maxExportBytes, 1, 256 * 1024 * 1024);
    inRange("max-export-rows", maxExportRows, 1, 500_000);
    atLeast("receive-within", receiveWithin, Duration.ofMillis(1));
    // Below that no broker answers reliably, and the producer's own timeouts no longer fit in.
    atLeast("acknowledge-within", acknowledgeWithin, Duration.ofMillis(500));
    atLeast("retry-after", retryAfter, Duration.ofSeconds(1));
    for (String key : FIXED) {
      if (producer.containsKey(key)) {
        throw new IllegalArgumentException(
            "tocsin.gateway.producer.%s cannot be set: an acknowledged event would not be safe"
                .formatted(key));
      }
    }
  }

  private static void inRange(String key, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "tocsin.gateway.%s must be between %d and %d".formatted(key, least, most));
    }
  }

  private static void atLeast(String key, Duration value, Duration least) {
    if (value.compareTo(least) < 0) {
      throw new IllegalArgumentException(
          "tocsin.gateway.%s must be at least %s".formatted(key, least));
    }
  }

  /// How much a delivery may hold.
  public Bounds deliveries() {
    return new Bounds(maxBodyBytes, maxBatchElements, TOTAL_BYTES);
  }

  /// How much an export may hold.
  public Bounds exports() {
    return new Bounds(maxExportBytes, maxExportRows, Math.max(TOTAL_BYTES, 2 * maxExportBytes));
  }

  /// The identity recipes in force.
  public IdentityRecipes recipes() {
    return identityRecipes == null || identityRecipes.isBlank()
        ? IdentityRecipes.shipped()
        : IdentityRecipes.of("tocsin.gateway.identity-recipes", Path.of(identityRecipes.strip()));
  }

  /// Producer settings of the operator.
  public Map<String, String> producerOverrides() {
    return producer == null ? Map.of() : producer;
  }
}
