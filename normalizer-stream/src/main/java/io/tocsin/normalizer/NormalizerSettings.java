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
/// @param stateDir directory of the local state; may be lost, is then restored from Kafka
/// @param maxAhead how far after its receipt an event may claim to have happened before it is put
/// in review
/// @param maxBehind how long before its receipt likewise
/// @param streams further Kafka Streams settings, under their own names; they win over ours
@ConfigurationProperties("tocsin.normalizer")
public record NormalizerSettings(
    String stateDir,
    @Bindable(defaultValue = "1d") Duration maxAhead,
    @Bindable(defaultValue = "730d") Duration maxBehind,
    @Nullable
        @MapFormat(
            transformation = MapFormat.MapTransformation.FLAT,
            keyFormat = StringConvention.RAW)
        Map<String, String> streams) {
  public NormalizerSettings {
    streams = streams == null ? Map.of() : Map.copyOf(streams);
    if (maxAhead.isNegative() || maxBehind.isNegative()) {
      throw new IllegalArgumentException(
          "tocsin.normalizer.max-ahead and max-behind are lengths of time, not negative ones");
    }
  }
}
