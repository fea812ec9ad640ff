package io.tocsin.standalone;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.Properties;
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
    if (!Files.exists(layout.addresses())) {
      throw new IllegalStateException(
          "no Tocsin is running on %s; start one with `./tocsin up` or `./tocsin demo`"
              .formatted(layout.data()));
    }
    var addresses = new Properties();
    try (var in = Files.newBufferedReader(layout.addresses())) {
      addresses.load(in);
    }
    String token = Files.readString(layout.secrets().resolve("console.secret")).strip();
    ConsoleClient.Answer answer =
        new ConsoleClient(addresses.getProperty("console"), token).story(key);
    if (answer.status() != 200) {
      throw new IllegalStateException(answer.problem());
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(answer.body().stripTrailing());
    out.flush();
    return 0;
  }
}
