package io.tocsin.standalone;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `tocsin review`: asks the running console what waits for a person.
@Command(
    name = "review",
    description =
        "List what waits for a person, the longest waiting first: events in review, and what"
            + " systems outside declined or did not answer.",
    mixinStandardHelpOptions = true)
final class ReviewCommand implements Callable<Integer> {
  @Mixin Layout layout = new Layout();

  @Option(names = "--client", description = "Only those of this client.")
  private @Nullable String client;

  @Option(names = "--reason", description = "Only those with this reason, such as UNMAPPED_CODE.")
  private @Nullable String reason;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    String said = ConsoleClient.of(layout).review(client, reason).text();
    PrintWriter out = spec.commandLine().getOut();
    out.println(said.stripTrailing());
    out.flush();
    return 0;
  }
}
