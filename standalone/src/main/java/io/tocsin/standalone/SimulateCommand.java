package io.tocsin.standalone;

import io.tocsin.simulators.Catalogue;
import io.tocsin.simulators.Fault;
import io.tocsin.simulators.Profile;
import io.tocsin.simulators.Simulator;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tocsin simulate`: stands in for one outside system until Ctrl-C.
@Command(
    name = "simulate",
    description = "Stand in for a system that sinks write to, faults included, until Ctrl-C.",
    sortOptions = false)
final class SimulateCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "Which one. Without it, they are listed.")
  private @Nullable String name;

  @Option(names = "--port", description = "Its port on 127.0.0.1; 0 = any free one (default).")
  private int port;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Of the faults that come by their rate (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--fault",
      paramLabel = "FAULT=RATE",
      description = "How often a fault comes by itself, for example timeout-after=0.1.")
  private Map<String, Double> rates = new LinkedHashMap<>();

  @Option(
      names = "--set",
      paramLabel = "SETTING=VALUE",
      description = "A setting, for example timeout-millis=1000.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Option(names = "--token", description = "The only bearer token that is good; without it any is.")
  private @Nullable String token;

  @Option(
      names = {"-h", "--help"},
      description = "Say this; with a NAME, also what that one does, its settings and its faults.")
  private boolean help;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    if (help) {
      spec.commandLine().usage(out);
    }
    if (name == null) {
      list(out);
      return ExitCode.OK;
    }
    if (Catalogue.all().stream().noneMatch(profile -> profile.name().equals(name))) {
      PrintWriter err = spec.commandLine().getErr();
      err.println("tocsin: there is no simulator '%s'.".formatted(name));
      list(err);
      return ExitCode.USAGE;
    }
    if (help) {
      out.print("%n%s".formatted(Catalogue.named(name).description()));
      out.flush();
      return ExitCode.OK;
    }
    return run(name, out);
  }

  private static void list(PrintWriter out) {
    out.println("Simulators:");
    for (Profile profile : Catalogue.all()) {
      out.println("  %-17s %s".formatted(profile.name(), profile.about()));
    }
    out.println("./tocsin simulate NAME starts one; with --help it says all about it.");
    out.flush();
  }

  private int run(String which, PrintWriter out) throws InterruptedException {
    try (Simulator simulator = Simulator.start(which, port, seed)) {
      settings.forEach(simulator::set);
      rates.forEach((fault, rate) -> simulator.rate(Fault.of(fault), rate));
      if (token != null) {
        simulator.token(token);
      }
      out.print(simulator.profile().description());
      out.println();
      out.println("  address          " + simulator.url());
      out.println("  what happened    " + simulator.url() + "/_simulator/effects");
      out.println("  what stands      " + simulator.url() + "/_simulator/objects");
      out.println("  all it can say   " + simulator.url() + "/_simulator");
      out.println();
      out.println("Ctrl-C stops it.");
      out.flush();
      new CountDownLatch(1).await();
      return ExitCode.OK;
    }
  }
}
