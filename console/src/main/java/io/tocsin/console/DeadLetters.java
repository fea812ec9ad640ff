package io.tocsin.console;

import io.tocsin.replay.redrive.OpenLetter;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What of a sink is dead and still matters.
///
/// @param sink the sink
/// @param readAt when it was read, UTC
/// @param total how many there are
/// @param reasons all of them by reason, the most first
/// @param letters the oldest, as many as are listed
record DeadLetters(
    String sink, Instant readAt, int total, List<ByReason> reasons, List<Letter> letters) {
  /// Those of one reason.
  ///
  /// @param first when the first of them failed first
  /// @param last when the last of them failed first
  record ByReason(String reasonCode, int count, Instant first, Instant last) {}

  /// One letter.
  ///
  /// @param diedAt when it was written to the dead-letter topic
  /// @param redriven how often it was put back before
  record Letter(
      String originalTopic,
      int originalPartition,
      long originalOffset,
      int dlqPartition,
      long dlqOffset,
      @Nullable String eventKey,
      @Nullable String siteKey,
      String reasonCode,
      String reason,
      int attempts,
      Instant firstFailedAt,
      Instant diedAt,
      int redriven,
      @Nullable Instant lastRedrivenAt) {
    static Letter of(OpenLetter open) {
      var letter = open.letter();
      var died = letter.died();
      return new Letter(
          died.topic(),
          died.partition(),
          died.offset(),
          letter.at().partition(),
          letter.at().offset(),
          letter.about().eventKey(),
          open.siteKey(),
          died.code().name(),
          died.reason(),
          died.attempts(),
          died.firstFailedAt(),
          letter.diedAt(),
          open.redriven(),
          open.lastRedrivenAt());
    }
  }

  /// @param most how many letters are listed
  static DeadLetters of(String sink, Instant readAt, List<OpenLetter> open, int most) {
    var byReason =
        open.stream()
            .collect(
                Collectors.groupingBy(
                    l -> l.letter().died().code().name(),
                    TreeMap::new,
                    Collectors.mapping(
                        l -> l.letter().died().firstFailedAt(), Collectors.toList())));
    List<ByReason> reasons =
        byReason.entrySet().stream()
            .map(
                e ->
                    new ByReason(
                        e.getKey(),
                        e.getValue().size(),
                        e.getValue().stream().min(Comparator.naturalOrder()).orElseThrow(),
                        e.getValue().stream().max(Comparator.naturalOrder()).orElseThrow()))
            .sorted(Comparator.comparingInt(ByReason::count).reversed())
            .toList();
    return new DeadLetters(
        sink, readAt, open.size(), reasons, open.stream().limit(most).map(Letter::of).toList());
  }
}
