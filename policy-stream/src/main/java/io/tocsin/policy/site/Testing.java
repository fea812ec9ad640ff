package io.tocsin.policy.site;

import io.tocsin.policy.decision.OnTest;
import io.tocsin.policy.index.SortedText;
import io.tocsin.policy.rulebook.CompiledRulebook;
import io.tocsin.policy.site.SiteIndex.Moment;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.TestWindow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// What puts an event on test: a window, else a signal of its panel that opened a test and was not
/// followed by one that closes it, else the source's own mark.
final class Testing {
  /// How long a signal holds a test open where no rulebook is in force.
  private static final Duration USUAL_LIMIT = Duration.ofHours(8);

  private static final String OWN_MARK = "test";

  private Testing() {}

  static Optional<OnTest> of(SiteEvent one, Site site) {
    return window(one, site)
        .or(() -> signal(one, site))
        .or(
            () ->
                "true".equals(one.event().getAttributes().get(OWN_MARK))
                    ? Optional.of(new OnTest("source", "The source marked it as a test."))
                    : Optional.empty());
  }

  /// Of several windows the one with the least id.
  private static Optional<OnTest> window(SiteEvent one, Site site) {
    return site.view().windows().stream()
        .filter(window -> WindowScope.covers(window, one))
        .min(Comparator.comparing(TestWindow::getId, SortedText.ORDER))
        .map(
            window ->
                new OnTest(
                    window.getId(),
                    "On test by window %s: %s".formatted(window.getId(), window.getReason())));
  }

  private static Optional<OnTest> signal(SiteEvent one, Site site) {
    long limit = limit(site.rulebook(one)).toMillis();
    Walk before =
        Walk.before(
            site.view(),
            List.of(SiteIndex.tests(one.event())),
            Moment.of(one),
            Site.plus(one.at(), 1 - limit));
    if (!before.hasNext()) {
      return Optional.empty();
    }
    SiteEvent last = site.indexed(before.next().key());
    return TestSignal.of(last.event()) == TestSignal.OPENS
        ? Optional.of(
            new OnTest(
                "signal:" + last.key(),
                "On test since the signal %s of %s."
                    .formatted(last.key(), last.event().getOccurredAt())))
        : Optional.empty();
  }

  private static Duration limit(Optional<CompiledRulebook> rulebook) {
    return rulebook.map(CompiledRulebook::testSignalLimit).orElse(USUAL_LIMIT);
  }

  /// The events whose being on test may depend on a signal: those of its panel from then on until
  /// the panel's next such signal, as far as any rulebook lets a signal hold a test open.
  static List<String> after(SiteEvent signal, Site site) {
    CanonicalEvent event = signal.event();
    if (TestSignal.of(event) == TestSignal.NONE) {
      return List.of();
    }
    long limit =
        site.view().rulebooks().stream()
            .map(CompiledRulebook::testSignalLimit)
            .reduce(USUAL_LIMIT, (one, other) -> one.compareTo(other) > 0 ? one : other)
            .toMillis();
    long last = Site.plus(signal.at(), limit);
    Walk signals =
        Walk.after(site.view(), List.of(SiteIndex.tests(event)), Moment.of(signal), last);
    Optional<Moment> next = signals.hasNext() ? Optional.of(signals.next()) : Optional.empty();
    Iterator<Moment> walk =
        Walk.after(
            site.view(),
            site.timelines(EnumSet.allOf(EventType.class), signal.source()),
            Moment.of(signal),
            last);
    var covered = new ArrayList<String>();
    while (walk.hasNext()) {
      Moment at = walk.next();
      if (next.isPresent() && at.compareTo(next.get()) > 0) {
        break;
      }
      if (SiteIndex.tests(site.indexed(at.key()).event()).equals(SiteIndex.tests(event))) {
        covered.add(at.key());
      }
    }
    return covered;
  }
}
