package io.tocsin.standalone;

import io.tocsin.standalone.Layout.Part;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `tocsin up`: starts everything and stays up until Ctrl-C.
@Command(
    name = "up",
    description = "Start everything on this machine and stay up until Ctrl-C.",
    mixinStandardHelpOptions = true)
class UpCommand implements Callable<Integer> {
  @Mixin Layout layout = new Layout();

  @Option(names = "--fresh", description = "Delete what earlier runs kept, and start over.")
  private boolean fresh;

  @Option(names = "--exit", description = "Stop at once when all is done, instead of staying up.")
  private boolean exit;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    var progress = new Progress(out);
    LogFile.use(layout.data(), LogFile.NAME);
    progress.say("Starting Tocsin on %s (log: tocsin.log there)".formatted(layout.data()));
    var stopped = new CountDownLatch(1);
    try (Stack stack = Stack.start(layout, fresh, progress)) {
      var stop = new Thread(() -> stopOnSignal(stack, progress, stopped), "stop");
      progress.say("All is healthy after %.1f s.".formatted(progress.elapsed().toMillis() / 1e3));
      afterStart(stack, out);
      sayAddresses(stack, out);
      if (!exit) {
        out.println("Ctrl-C stops everything.");
        out.flush();
        Runtime.getRuntime().addShutdownHook(stop);
        stopped.await();
      }
    }
    return 0;
  }

  private static void stopOnSignal(Stack stack, Progress progress, CountDownLatch stopped) {
    progress.say("Stopping …");
    stack.close();
    progress.say("Stopped; everything is kept for the next start.");
    stopped.countDown();
  }

  /// What a command does once all is healthy.
  void afterStart(Stack stack, PrintWriter out) throws IOException, InterruptedException {}

  private static void sayAddresses(Stack stack, PrintWriter out) {
    out.println();
    out.println("  webhooks         " + stack.address(Part.GATEWAY) + "/webhooks/{source}");
    out.println(
        "  console API      "
            + stack.address(Part.CONSOLE)
            + "/api  (token: secrets/console.secret)");
    out.println("  Kafka            " + stack.address(Part.KAFKA));
    out.println("  schema registry  " + stack.address(Part.REGISTRY));
    out.println("  PostgreSQL       " + stack.address(Part.POSTGRESQL));
    out.println();
    out.flush();
  }
}
