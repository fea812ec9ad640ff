package io.tocsin.policy.window;

import io.tocsin.schemas.TestWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/// Where a test window is in its life.
public enum WindowState {
  /// It has not begun.
  PLANNED,
  /// It has begun and is not over. Of weekly hours, the hours say when.
  ON,
  /// Its end has come.
  OVER,
  /// It never was to be and covers nothing.
  CANCELLED;

  /// The state of a window at a moment.
  public static WindowState of(TestWindow window, Instant now) {
    if (window.getCancelled()) {
      return CANCELLED;
    }
    if (window.getEndsAt() != null && !window.getEndsAt().isAfter(now)) {
      return OVER;
    }
    return window.getStartsAt() != null && window.getStartsAt().isAfter(now) ? PLANNED : ON;
  }

  /// Its word, for example `planned`.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Whether a window without an end has been on for longer than a limit. Weekly hours end by
  /// themselves every time, so they are meant to be without an end.
  ///
  /// @param limit longest time that needs no second look
  public static boolean isForgotten(TestWindow window, Instant now, Duration limit) {
    return window.getEndsAt() == null
        && window.getWeekly().isEmpty()
        && of(window, now) == ON
        && (window.getStartsAt() == null || window.getStartsAt().isBefore(now.minus(limit)));
  }
}
