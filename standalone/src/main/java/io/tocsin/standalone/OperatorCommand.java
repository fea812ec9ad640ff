package io.tocsin.standalone;

import io.tocsin.embedded.SecretFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tocsin operator add`: gives a person a token of their own, so that what they do has their name.
/// The console knows it at once.
@Command(
    name = "operator",
    description = "Give a person a token of their own, so that what they do has their name.",
    subcommands = OperatorCommand.Add.class,
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class OperatorCommand {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9.-]{0,62}");

  /// `tocsin operator add`.
  @Command(name = "add", description = "Add an operator.", mixinStandardHelpOptions = true)
  static final class Add implements Callable<Integer> {
    @Mixin Layout layout = new Layout();

    @Parameters(paramLabel = "NAME", description = "Lower case letters, digits, dots and hyphens.")
    private String name;

    @Spec CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      if (!NAME.matcher(name).matches() || name.equals("operator") || name.equals("schedule")) {
        throw new IllegalStateException(
            "'%s' is no name for an operator: use 1 to 63 lower case letters, digits, dots and hyphens, the first a letter"
                .formatted(name));
      }
      Path secret = layout.operator(name);
      boolean known = Files.exists(secret);
      SecretFile.readOrMake(secret);
      spec.commandLine()
          .getOut()
          .printf(
              "%s %s; the token is in %s%n",
              name, known ? "is an operator already" : "is an operator now", secret);
      spec.commandLine().getOut().flush();
      return 0;
    }
  }
}
