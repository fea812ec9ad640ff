package io.tocsin.standalone;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tocsin why`: asks the running console for an event's story.
@Command(
    name = "why",
    description = "Tell the story of one event: what came, what became of it, and why.",
    mixinStandardHelpOptions = true)
final class WhyCommand implements Callable<Integer> {
  @Mixin Layout layout = new Layout();

  @Parameters(
      paramLabel = "KEY",
      description = "A receipt, an event key such as tracktik:reports/9001, or a charge key.")
  private String key;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    String said = ConsoleClient.of(layout).story(key).text();
    PrintWriter out = spec.commandLine().getOut();
    out.println(said.stripTrailing());
    out.flush();
    return 0;
  }
}
