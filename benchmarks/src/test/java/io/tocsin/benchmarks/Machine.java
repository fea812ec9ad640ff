package io.tocsin.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.Locale;

/// Where a number was measured.
final class Machine {
  private Machine() {}

  /// Cores and load: a number from a busy machine says little.
  static String described() {
    var system = ManagementFactory.getOperatingSystemMXBean();
    return String.format(
        Locale.ROOT,
        "cores=%d load=%.1f java=%s heap=%dMiB",
        system.getAvailableProcessors(),
        system.getSystemLoadAverage(),
        Runtime.version(),
        Runtime.getRuntime().maxMemory() >> 20);
  }

  /// Heap in use after a collection, in MiB.
  static long heapInUse() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
  }
}
