package io.tocsin.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A child process that outlived a parent which was killed. It would hold the port and the data of
/// the next start.
final class Leftover {
  private static final Logger LOG = LoggerFactory.getLogger(Leftover.class);
  private static final int STOP_WITHIN_SECONDS = 20;

  private Leftover() {}

  /// Stops the process whose id is in the first line of a file, but only where its command line
  /// mentions the marker: ids are reused.
  static void stop(Path pidFile, String marker) {
    if (!Files.exists(pidFile)) {
      return;
    }
    List<String> lines;
    try {
      lines = Files.readAllLines(pidFile);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + pidFile, e);
    }
    if (lines.isEmpty() || !lines.getFirst().strip().matches("\\d+")) {
      return;
    }
    ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
        .filter(p -> p.info().commandLine().filter(c -> c.contains(marker)).isPresent())
        .ifPresent(Leftover::stop);
  }

  private static void stop(ProcessHandle process) {
    LOG.info("pid={} is left over from an earlier run and is stopped", process.pid());
    process.destroy();
    try {
      process.onExit().get(STOP_WITHIN_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      process.destroyForcibly();
    } catch (ExecutionException e) {
      throw new IllegalStateException("cannot wait for process " + process.pid(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
