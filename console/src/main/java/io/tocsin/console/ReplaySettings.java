package io.tocsin.console;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.tocsin.replay.job.Limits;
import java.math.BigDecimal;
import java.time.Duration;

/// What bounds replays: `tocsin.replay.*`, see [Limits].
///
/// @param confirmAbove sum of absolute changes in any one currency above which a second person must
/// confirm
/// @param rate records a second where the operator names no other number
/// @param inFlight most replayed records that the normalizer has not taken yet
/// @param liveLag most live records that it has not taken yet; while there are more, replays wait
/// @param horizon the normalizer's `tocsin.normalizer.horizon`; what arrived longer ago is not
/// replayed
/// @param policyHorizon the policy stream's `tocsin.policy.horizon`
/// @param mostEvents most events that a dry run holds in memory; 0 = as many as half of the heap
/// has room for
/// @param normalizerApplicationId the normalizer's `tocsin.normalizer.application-id`
/// @param normalizerFile the normalizer's settings file; empty = nothing can be replayed
@ConfigurationProperties("tocsin.replay")
public record ReplaySettings(
    @Bindable(defaultValue = "1000") BigDecimal confirmAbove,
    @Bindable(defaultValue = "200") int rate,
    @Bindable(defaultValue = "500") int inFlight,
    @Bindable(defaultValue = "1000") long liveLag,
    @Bindable(defaultValue = "90d") Duration horizon,
    @Bindable(defaultValue = "400d") Duration policyHorizon,
    @Bindable(defaultValue = "0") int mostEvents,
    @Bindable(defaultValue = "tocsin-normalizer") String normalizerApplicationId,
    @Bindable(defaultValue = "") String normalizerFile) {
  /// A cautious estimate of what an event takes while a dry run is made: the event itself, what the
  /// normalizer remembers of it, and two decisions.
  private static final int BYTES_PER_EVENT = 8 * 1024;

  public ReplaySettings {
    if (mostEvents < 0) {
      throw new IllegalArgumentException("tocsin.replay.most-events must not be negative");
    }
    if (mostEvents == 0) {
      mostEvents =
          (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / 2 / BYTES_PER_EVENT);
    }
    // Refuses at the start what cannot be.
    new Limits(confirmAbove, rate, inFlight, liveLag, horizon);
  }

  Limits limits() {
    return new Limits(confirmAbove, rate, inFlight, liveLag, horizon);
  }
}
