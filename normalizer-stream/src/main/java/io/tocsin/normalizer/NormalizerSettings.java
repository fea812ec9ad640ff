package io.tocsin.normalizer;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.MapFormat;
import io.micronaut.core.naming.conventions.StringConvention;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The normalizer's own settings: `tocsin.normalizer.*`.
///
/// @param applicationId consumer group and beginning of the internal topics' names; changed only
/// together with what is remembered, see `docs/operate/stream-state.md`
/// @param stateDir directory of the local state; may be lost, is then restored from Kafka
/// @param horizon how long an event is remembered, counted from its first delivery; a delivery that
/// comes later is taken for a new event
/// @param maxSkew how far after its receipt an event may claim to have happened before that is
/// noted
/// @param maxAhead how far after it before the event is put in review
/// @param maxBehind how long before its receipt likewise
/// @param streams further Kafka Streams settings, under their own names; they win over ours
@ConfigurationProperties("tocsin.normalizer")
public record NormalizerSettings(
    @Bindable(defaultValue = NormalizerTopology.APPLICATION_ID) String applicationId,
    String stateDir,
    @Bindable(defaultValue = "90d") Duration horizon,
    @Bindable(defaultValue = "5m") Duration maxSkew,
    @Bindable(defaultValue = "1d") Duration maxAhead,
    @Bindable(defaultValue = "730d") Duration maxBehind,
    @Nullable
        @MapFormat(
            transformation = MapFormat.MapTransformation.FLAT,
            keyFormat = StringConvention.RAW)
        Map<String, String> streams) {
  private static final Duration SHORTEST_HORIZON = Duration.ofHours(1);

  public NormalizerSettings {
    streams = streams == null ? Map.of() : Map.copyOf(streams);
    if (maxSkew.isNegative() || maxAhead.isNegative() || maxBehind.isNegative()) {
      throw new IllegalArgumentException(
          "tocsin.normalizer.max-skew, max-ahead and max-behind are lengths of time, not negative"
              + " ones");
    }
    if (horizon.compareTo(SHORTEST_HORIZON) < 0) {
      throw new IllegalArgumentException(
          "tocsin.normalizer.horizon is at least %d hour: what is forgotten sooner is charged again when a sender repeats it"
              .formatted(SHORTEST_HORIZON.toHours()));
    }
  }
}
