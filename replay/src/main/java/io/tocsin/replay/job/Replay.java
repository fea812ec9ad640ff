package io.tocsin.replay.job;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A replay.
///
/// @param id its name: `r`, when it was planned (UTC), four random letters; sorts by time
/// @param state how it stands
/// @param askedBy who asked for it
/// @param askedAt when
/// @param why why, in the operator's words
/// @param plan what it takes and what it would change, as of when it was planned
/// @param confirmedBy the second person
/// @param rate most records a second
/// @param positions the next raw offset of each partition
/// @param sent how many records it has sent
/// @param outcomes what became of them
/// @param detail what it waits for, or why it failed; may be empty
public record Replay(
    String id,
    State state,
    String askedBy,
    Instant askedAt,
    String why,
    Plan plan,
    @Nullable String confirmedBy,
    int rate,
    Map<Integer, Long> positions,
    long sent,
    Outcomes outcomes,
    String detail) {
  public Replay {
    positions = Map.copyOf(new TreeMap<>(positions));
  }

  /// How many records it will have sent in the end, as counted when it was planned.
  @JsonProperty
  public long total() {
    return plan.difference().records();
  }

  /// How many sent records have no outcome yet.
  @JsonProperty
  public long underWay() {
    return Math.max(0, sent - outcomes.known());
  }

  /// A replay in a list.
  ///
  /// @param id its name
  /// @param state how it stands
  /// @param source what it takes records of
  /// @param askedBy who asked for it
  /// @param askedAt when
  /// @param why why
  /// @param sent how many records it has sent
  /// @param total how many it will have sent in the end
  /// @param detail what it waits for, or why it failed; may be empty
  public record Entry(
      String id,
      State state,
      String source,
      String askedBy,
      Instant askedAt,
      String why,
      long sent,
      long total,
      String detail) {}
}
