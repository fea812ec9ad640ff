package io.tocsin.replay.difference;

import io.tocsin.normalizer.rehearsal.Rehearsal;
import io.tocsin.normalizer.rehearsal.Result;
import io.tocsin.policy.backtest.TooManyEvents;
import io.tocsin.replay.job.RawRecords;
import io.tocsin.schemas.CanonicalEvent;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// What raw records would become if they were replayed.
final class Rehearsed {
  private final Set<String> events = new HashSet<>();
  private final Map<String, CanonicalEvent> revisions = new HashMap<>();
  private long unchanged;
  private long revised;
  private long created;
  private long deadLetters;
  private long forgotten;

  /// Rehearses the replay of records.
  ///
  /// @param most how many events may be held
  /// @throws TooManyEvents where the records are of more
  static Rehearsed of(RawRecords records, Rehearsal rehearsal, int most) {
    var keys = new HashSet<String>();
    records.each(
        raw -> {
          if (raw.key() != null) {
            keys.add(new String(raw.key(), StandardCharsets.UTF_8));
          }
          if (keys.size() > most) {
            throw new TooManyEvents(most);
          }
        });
    rehearsal.recall(keys);
    var rehearsed = new Rehearsed();
    records.each(raw -> rehearsed.take(rehearsal.replay(raw)));
    return rehearsed;
  }

  /// Takes note of one record, after those of the same event before it.
  void take(Result result) {
    switch (result) {
      case Result.Unchanged(String eventKey, int _) -> {
        unchanged++;
        events.add(eventKey);
      }
      case Result.Changed changed -> {
        if (changed.stood() == 0) {
          created++;
        } else {
          revised++;
        }
        events.add(changed.event().getEventKey());
        revisions.put(changed.event().getEventKey(), changed.event());
      }
      case Result.DeadLettered _ -> deadLetters++;
      case Result.Forgotten _ -> {
        deadLetters++;
        forgotten++;
      }
    }
  }

  /// Keys of the events that the records tell of.
  Set<String> events() {
    return events;
  }

  /// The last revision that each event would get, by event key; without events that stay as they
  /// are.
  Map<String, CanonicalEvent> revisions() {
    return revisions;
  }

  long records() {
    return unchanged + revised + created + deadLetters;
  }

  long unchanged() {
    return unchanged;
  }

  /// How many would make a revision of an event that is there.
  long revised() {
    return revised;
  }

  /// How many would make an event that is not there.
  long created() {
    return created;
  }

  long deadLetters() {
    return deadLetters;
  }

  /// How many of the dead letters would be that because what was known of their event is forgotten.
  long forgotten() {
    return forgotten;
  }
}
