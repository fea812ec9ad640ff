package io.tocsin.policy;

import io.tocsin.platform.App;
import io.tocsin.platform.CarriedState;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The command `carry-state`: gives what the stopped stream remembers to another application id.
///
/// @param out where the answer goes
/// @param settings settings that win over the app's own
record CarryStateCommand(PrintStream out, Map<String, Object> settings) implements Command {
  @Override
  public Set<String> words() {
    return Set.of("carry-state");
  }

  @Override
  public String usage() {
    return """
           policy-stream carry-state --to NEW-ID
             gives what the stopped stream remembers to another application id
    """;
  }

  @Override
  public int run(List<String> arguments) {
    if (arguments.size() != 3 || !arguments.get(1).equals("--to")) {
      out.print(usage());
      return MISUSED;
    }
    try {
      AppSettings app = AppSettings.read(settings);
      CarriedState.carry(app.kafka(), app.policy().applicationId(), arguments.get(2), out::println);
      return DONE;
    } catch (RuntimeException e) {
      return Command.refuse(out, List.of(App.rootMessage(e)));
    }
  }
}
