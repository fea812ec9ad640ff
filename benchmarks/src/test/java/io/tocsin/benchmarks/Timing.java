package io.tocsin.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.function.ToLongFunction;

/// How long one thing takes, done again and again by one thread: by that thread's processor time,
/// which a busy machine hardly changes, and by the clock, in which all waiting is.
///
/// @param samples how often it was timed
/// @param processor microseconds of processor time
/// @param clock microseconds by the clock
record Timing(int samples, Spread processor, Spread clock) {
  private static final Duration WARM_UP = Duration.ofSeconds(2);
  private static final Duration MEASURED = Duration.ofSeconds(2);

  /// What takes longer than its time is still timed so often.
  private static final int AT_LEAST = 10;

  private static final int AT_MOST = 200_000;

  /// A percentile of fewer samples says nothing.
  private static final int FOR_P99 = 1_000;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /// Keeps what was computed from being optimized away.
  @SuppressWarnings("unused")
  private static volatile Object sink;

  /// @param median half of the samples took no longer
  /// @param p99 99 of 100 took no longer; null where there are too few to say
  record Spread(double median, Double p99) {
    @Override
    public String toString() {
      return p99 == null
          ? String.format(Locale.ROOT, "%,.2f", median)
          : String.format(Locale.ROOT, "%,.2f (99 %%: %,.2f)", median, p99);
    }
  }

  /// One sample, in nanoseconds.
  private record Sample(long processor, long clock) {}

  /// Times single calls.
  ///
  /// @param call is given a number that rises with each call
  static Timing of(IntFunction<?> call) {
    return of(1, call);
  }

  /// Times so many calls at once and divides, for what takes hardly longer than looking at the
  /// clock. Its 99th percentile is that of such groups.
  static Timing of(int group, IntFunction<?> call) {
    run(WARM_UP, 1, group, call);
    List<Sample> samples = run(MEASURED, AT_LEAST, group, call);
    return new Timing(
        samples.size(),
        spread(samples, group, Sample::processor),
        spread(samples, group, Sample::clock));
  }

  private static List<Sample> run(Duration time, int atLeast, int group, IntFunction<?> call) {
    var samples = new ArrayList<Sample>();
    long now = THREADS.getCurrentThreadCpuTime();
    long end = now + time.toNanos();
    int number = 0;
    while ((samples.size() < atLeast || now < end) && samples.size() < AT_MOST) {
      long clock = System.nanoTime();
      long before = THREADS.getCurrentThreadCpuTime();
      for (int i = 0; i < group; i++) {
        sink = call.apply(number++);
      }
      now = THREADS.getCurrentThreadCpuTime();
      samples.add(new Sample(now - before, System.nanoTime() - clock));
    }
    return samples;
  }

  private static Spread spread(List<Sample> samples, int group, ToLongFunction<Sample> time) {
    long[] sorted = samples.stream().mapToLong(time).sorted().toArray();
    return new Spread(
        at(sorted, 0.5) / 1e3 / group,
        sorted.length < FOR_P99 ? null : at(sorted, 0.99) / 1e3 / group);
  }

  private static double at(long[] sorted, double share) {
    return sorted[(int) Math.min(sorted.length - 1L, Math.round(share * sorted.length))];
  }

  @Override
  public String toString() {
    return "%s us; by the clock %s us; %d samples".formatted(processor, clock, samples);
  }
}
