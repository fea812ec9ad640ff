package io.tocsin.console;

import io.tocsin.replay.redrive.PastRedrive;
import io.tocsin.replay.redrive.Redriven;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Dead letters and redrives as tables for a person.
final class RedriveText {
  private RedriveText() {}

  /// What is dead now, each line ended by a line feed.
  static String of(DeadLetters dead) {
    var text = new StringBuilder();
    text.append(
        "DEAD LETTERS of sink %s, %s, read at %s\n"
            .formatted(
                Words.printable(dead.sink()),
                Words.count(dead.total(), "is open", "are open"),
                Words.time(dead.readAt())));
    if (dead.total() == 0) {
      return text.toString();
    }
    var reasons =
        new TextTable().left("reason").right("letters").left("first failed").left("last failed");
    dead.reasons()
        .forEach(
            r ->
                reasons.row(
                    r.reasonCode(),
                    Integer.toString(r.count()),
                    Words.time(r.first()),
                    Words.time(r.last())));
    var letters =
        new TextTable()
            .left("first failed")
            .left("event")
            .left("site")
            .left("reason")
            .left("replayed before")
            .left("what it says");
    dead.letters()
        .forEach(
            l ->
                letters.row(
                    Words.time(l.firstFailedAt()),
                    l.eventKey() == null ? original(l) : l.eventKey(),
                    l.siteKey() == null ? "" : l.siteKey(),
                    l.reasonCode(),
                    before(l.redriven(), l.lastRedrivenAt()),
                    l.reason()));
    text.append('\n').append(reasons).append('\n').append(letters);
    more(text, dead.total() - dead.letters().size());
    return text.toString();
  }

  private static String original(DeadLetters.Letter letter) {
    return "%s/%d/%d"
        .formatted(letter.originalTopic(), letter.originalPartition(), letter.originalOffset());
  }

  /// What a redrive put back, or would.
  ///
  /// @param most how many are listed
  static String of(Redriven done, int most) {
    var text = new StringBuilder();
    String records = Words.count(done.records().size(), "record", "records");
    if (done.dryRun()) {
      text.append(
          "DRY RUN: %s would be put back for sink %s; nothing was written\n"
              .formatted(records, Words.printable(done.sink())));
    } else if (done.redriveId() == null) {
      text.append(
          "Nothing is open that fits, so nothing was put back for sink %s\n"
              .formatted(Words.printable(done.sink())));
    } else {
      text.append(
          "%s put back for sink %s, redrive %s\n"
              .formatted(records, Words.printable(done.sink()), done.redriveId()));
    }
    if (!done.records().isEmpty()) {
      var table =
          new TextTable()
              .left("event")
              .left("original record")
              .left("replayed before")
              .left("what it says");
      done.records().stream()
          .limit(most)
          .forEach(
              r ->
                  table.row(
                      r.eventKey() == null ? "" : r.eventKey(),
                      r.original().toString(),
                      before(r.redriven(), r.lastRedrivenAt()),
                      r.reason()));
      text.append('\n').append(table);
      more(text, done.records().size() - most);
    }
    done.gone().forEach(at -> text.append("%s is not there any more\n".formatted(at)));
    return text.toString();
  }

  /// The redrives that were done.
  static String of(List<PastRedrive> past) {
    var text = new StringBuilder("REDRIVES, the newest first: %d\n".formatted(past.size()));
    if (past.isEmpty()) {
      return text.toString();
    }
    var table =
        new TextTable()
            .left("at")
            .left("sink")
            .right("records")
            .left("by")
            .left("why")
            .left("which")
            .left("redrive");
    past.forEach(
        p ->
            table.row(
                Words.time(p.at()),
                p.sink(),
                Integer.toString(p.records()),
                p.actor(),
                p.why() == null ? "" : p.why(),
                p.selection(),
                p.redriveId()));
    return text.append('\n').append(table).toString();
  }

  /// What became of a settled effect.
  static String settled(Redriven sentAgain, String effectKey, @Nullable String stands) {
    return stands == null
        ? "%s of sink %s is not there; it is sent again\n"
            .formatted(Words.printable(effectKey), Words.printable(sentAgain.sink()))
        : "%s of sink %s stands as %s\n"
            .formatted(
                Words.printable(effectKey),
                Words.printable(sentAgain.sink()),
                Words.printable(stands));
  }

  private static String before(int times, @Nullable Instant last) {
    return times == 0 || last == null
        ? "never"
        : "%s, last at %s".formatted(Words.count(times, "time", "times"), Words.time(last));
  }

  private static void more(StringBuilder text, int left) {
    if (left > 0) {
      text.append("  and %d more\n".formatted(left));
    }
  }
}
