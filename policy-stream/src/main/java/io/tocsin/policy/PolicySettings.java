package io.tocsin.policy;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.MapFormat;
import io.micronaut.core.naming.conventions.StringConvention;
import io.tocsin.policy.stream.PolicyTopology;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Settings of the policy stream: `tocsin.policy.*`.
///
/// @param applicationId consumer group and beginning of the internal topics' names; changed only
/// together with what is remembered, see `docs/operate/stream-state.md`
/// @param stateDir directory of the local state; may be lost, is then restored from Kafka
/// @param horizon how long an event may be decided again after it was met first; longer than the
/// oldest day whose invoice may still change. It is kept for 30 days more
/// @param openWindowWarning a test window without an end that has been on for longer is warned of
/// @param streams further Kafka Streams settings under their own names; they win
@ConfigurationProperties("tocsin.policy")
public record PolicySettings(
    @Bindable(defaultValue = PolicyTopology.APPLICATION_ID) String applicationId,
    @Bindable(defaultValue = "data/state") String stateDir,
    @Bindable(defaultValue = "400d") Duration horizon,
    @Bindable(defaultValue = "7d") Duration openWindowWarning,
    @Nullable
        @MapFormat(
            transformation = MapFormat.MapTransformation.FLAT,
            keyFormat = StringConvention.RAW)
        Map<String, String> streams) {
  public PolicySettings {
    if (!horizon.isPositive()) {
      throw new IllegalArgumentException("tocsin.policy.horizon must be longer than nothing");
    }
    streams = streams == null ? Map.of() : Map.copyOf(streams);
  }

  /// Further Kafka Streams settings; empty where there are none.
  public Map<String, String> streamsConfig() {
    return streams == null ? Map.of() : streams;
  }
}
