package io.tocsin.policy.window;

import io.tocsin.policy.rulebook.Suggestion;
import io.tocsin.schemas.TestWindow;
import io.tocsin.schemas.TrustedClasses;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The test windows that stand, and what becomes of them by each command.
///
/// @param byId the windows
/// @param unreadable ids of records that cannot be read; nothing is written over them
/// @param sites the site directory
/// @param now the time of the command
public record StandingWindows(
    Map<String, TestWindow> byId, Set<String> unreadable, SiteDirectory sites, Instant now) {
  private static final String NOW = "now";

  static {
    TrustedClasses.trustOurs(); // A record is made from another here.
  }

  public StandingWindows {
    byId = Map.copyOf(byId);
    unreadable = Set.copyOf(unreadable);
    now = now.truncatedTo(ChronoUnit.MILLIS);
  }

  /// What becomes of a window that stands otherwise than in a file.
  public enum Differing {
    /// The file's window replaces it.
    REPLACED,
    /// It stays: somebody changed it by a command since.
    LEFT
  }

  /// Opens a window; from now on, where it does not say when.
  public WindowOutcome open(WindowText text) {
    TestWindow standing = byId.get(text.one(WindowField.ID).orElse(""));
    if (standing != null) {
      return refused(
          "there is a window '%s' already (%s, by %s); change that one, or give this one another id"
              .formatted(standing.getId(), standing.getReason(), standing.getActor()));
    }
    return put(
        timed(text.speaksOf(WindowField.START) ? text : text.with(WindowField.START, NOW)), null);
  }

  /// Changes what a text speaks of and leaves the rest. The actor is always new.
  public WindowOutcome change(WindowText text) {
    if (Set.of(WindowField.ID, WindowField.ACTOR).containsAll(text.said().keySet())) {
      return refused("say what is to change, for example the end");
    }
    return withStanding(
        text,
        standing ->
            put(
                timed(text).with(WindowField.ACTOR, actor(text)).over(WindowText.of(standing)),
                standing));
  }

  private static String actor(WindowText text) {
    return text.one(WindowField.ACTOR).orElse("");
  }

  /// Ends a window.
  ///
  /// @param text its id, the actor, perhaps a reason in place of the one that stands, and the end;
  /// without one it ends now
  public WindowOutcome close(WindowText text) {
    return withStanding(text, standing -> close(text, standing));
  }

  private WindowOutcome close(WindowText text, TestWindow standing) {
    var problems = new ArrayList<String>();
    Words words = words(text, standing, problems);
    String written = text.one(WindowField.END).orElse(NOW);
    Optional<Instant> end =
        switch (Moments.read(written.equals(NOW) ? now.toString() : written, zone(standing))) {
          case Moments.Reading.At(Instant moment) -> Optional.of(moment);
          case Moments.Reading.None(String why) -> {
            problems.add("the end '%s' %s".formatted(written, why));
            yield Optional.empty();
          }
        };
    end.flatMap(moment -> unfit(moment, standing)).ifPresent(problems::add);
    return problems.isEmpty()
        ? write(
            TestWindow.newBuilder(standing)
                .setEndsAt(end.orElseThrow())
                .setReason(words.reason())
                .setActor(words.actor())
                .build(),
            standing)
        : new WindowOutcome.Refused(problems);
  }

  private Optional<ZoneId> zone(TestWindow standing) {
    return sites.zone(
        Optional.ofNullable(standing.getClientId()), Optional.ofNullable(standing.getSiteId()));
  }

  /// Why a window cannot end at a moment.
  private Optional<String> unfit(Instant end, TestWindow standing) {
    String id = standing.getId();
    if (standing.getStartsAt() != null && !end.isAfter(standing.getStartsAt())) {
      return Optional.of(
          "window '%s' begins at %s, so it cannot end at %s; if it never was to be, cancel it"
              .formatted(id, standing.getStartsAt(), end));
    }
    if (standing.getEndsAt() != null && end.isAfter(standing.getEndsAt())) {
      return Optional.of(
          "window '%s' ends at %s already; to let it end later, change its end"
              .formatted(id, standing.getEndsAt()));
    }
    return Optional.empty();
  }

  /// Says that a window never was to be: it covers nothing, from its beginning on.
  ///
  /// @param text its id, the reason and the actor
  public WindowOutcome cancel(WindowText text) {
    return withStanding(
        text,
        standing -> {
          var problems = new ArrayList<String>();
          if (!text.speaksOf(WindowField.REASON)) {
            problems.add("'reason' is missing or blank: why is it?");
          }
          Words words = words(text, standing, problems);
          return problems.isEmpty()
              ? write(
                  TestWindow.newBuilder(standing)
                      .setCancelled(true)
                      .setReason(words.reason())
                      .setActor(words.actor())
                      .build(),
                  standing)
              : new WindowOutcome.Refused(problems);
        });
  }

  private record Words(String reason, String actor) {}

  /// The reason, where none is given the one that stands, and the actor.
  private static Words words(WindowText text, TestWindow standing, List<String> problems) {
    String reason =
        text.speaksOf(WindowField.REASON)
            ? WindowCheck.sentence(
                text, WindowField.REASON, WindowCheck.LONGEST_REASON, (_, m) -> problems.add(m))
            : standing.getReason();
    String actor =
        WindowCheck.sentence(
            text, WindowField.ACTOR, WindowCheck.LONGEST_NAME, (_, m) -> problems.add(m));
    return new Words(reason, actor);
  }

  /// Puts the windows of a file; those that it does not name are left alone.
  public WindowOutcome publish(List<TestWindow> wanted, Differing differing) {
    var written = new ArrayList<TestWindow>();
    var unchanged = new ArrayList<String>();
    var left = new ArrayList<String>();
    var problems = new ArrayList<String>();
    for (TestWindow window : wanted) {
      String id = window.getId();
      TestWindow standing = byId.get(id);
      if (unreadable.contains(id)) {
        problems.add(unreadableSentence(id));
      } else if (standing != null && same(window, standing)) {
        unchanged.add(id);
      } else if (standing != null && differing == Differing.LEFT) {
        left.add(id);
      } else {
        written.add(stamped(window, standing));
      }
    }
    return problems.isEmpty()
        ? new WindowOutcome.Done(written, unchanged, left)
        : new WindowOutcome.Refused(problems);
  }

  @FunctionalInterface
  private interface OnStanding {
    WindowOutcome of(TestWindow standing);
  }

  private WindowOutcome withStanding(WindowText text, OnStanding work) {
    String id = text.one(WindowField.ID).orElse("");
    TestWindow standing = byId.get(id);
    if (unreadable.contains(id)) {
      return refused(unreadableSentence(id));
    }
    if (standing == null) {
      return refused("there is no window '%s'%s".formatted(id, Suggestion.of(id, byId.keySet())));
    }
    if (standing.getCancelled()) {
      return refused(
          "window '%s' is cancelled (%s, by %s) and stays so; open another"
              .formatted(id, standing.getReason(), standing.getActor()));
    }
    return work.of(standing);
  }

  private static String unreadableSentence(String id) {
    return "the window '%s' that stands cannot be read; use another id".formatted(id);
  }

  private WindowOutcome put(WindowText text, @Nullable TestWindow standing) {
    if (unreadable.contains(text.one(WindowField.ID).orElse(""))) {
      return refused(unreadableSentence(text.one(WindowField.ID).orElse("")));
    }
    return switch (WindowCheck.of(text, sites)) {
      case WindowCheck.Checked.Good(TestWindow window) -> write(window, standing);
      case WindowCheck.Checked.Bad(List<WindowCheck.Problem> problems) ->
          new WindowOutcome.Refused(problems.stream().map(WindowCheck.Problem::message).toList());
    };
  }

  /// A moment in place of the word `now`.
  private WindowText timed(WindowText text) {
    WindowText timed = text;
    for (WindowField field : List.of(WindowField.START, WindowField.END)) {
      if (timed.one(field).filter(NOW::equals).isPresent()) {
        timed = timed.with(field, now.truncatedTo(ChronoUnit.SECONDS).toString());
      }
    }
    return timed;
  }

  private WindowOutcome write(TestWindow window, @Nullable TestWindow standing) {
    return standing != null && same(window, standing)
        ? new WindowOutcome.Done(List.of(), List.of(window.getId()), List.of())
        : new WindowOutcome.Done(List.of(stamped(window, standing)), List.of(), List.of());
  }

  private static boolean same(TestWindow window, TestWindow standing) {
    return TestWindow.newBuilder(window)
        .setVersion(standing.getVersion())
        .setRecordedAt(standing.getRecordedAt())
        .build()
        .equals(standing);
  }

  private TestWindow stamped(TestWindow window, @Nullable TestWindow standing) {
    return TestWindow.newBuilder(window)
        .setVersion(standing == null ? 1 : standing.getVersion() + 1)
        .setRecordedAt(now)
        .build();
  }

  /// The windows without an end that have been on for longer than a limit.
  public List<TestWindow> forgotten(Duration limit) {
    return byId.values().stream()
        .filter(window -> WindowState.isForgotten(window, now, limit))
        .sorted(Comparator.comparing(TestWindow::getId))
        .toList();
  }

  private static WindowOutcome refused(String... reasons) {
    return new WindowOutcome.Refused(Arrays.asList(reasons));
  }
}
