package io.tocsin.policy;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.MapFormat;
import io.micronaut.core.naming.conventions.StringConvention;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Settings of the policy stream: `tocsin.policy.*`.
///
/// @param stateDir directory of the local state; may be lost, is then restored from Kafka
/// @param streams further Kafka Streams settings under their own names; they win
@ConfigurationProperties("tocsin.policy")
public record PolicySettings(
    @Bindable(defaultValue = "data/state") String stateDir,
    @Nullable
        @MapFormat(
            transformation = MapFormat.MapTransformation.FLAT,
            keyFormat = StringConvention.RAW)
        Map<String, String> streams) {
  public PolicySettings {
    streams = streams == null ? Map.of() : Map.copyOf(streams);
  }

  /// Further Kafka Streams settings; empty where there are none.
  public Map<String, String> streamsConfig() {
    return streams == null ? Map.of() : streams;
  }
}
