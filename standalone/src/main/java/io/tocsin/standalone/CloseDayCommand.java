package io.tocsin.standalone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tocsin close-day`: has the running console close a day, and shows its summary.
@Command(
    name = "close-day",
    description = "Close a day of the books, and before it those that are missing.",
    mixinStandardHelpOptions = true)
final class CloseDayCommand implements Callable<Integer> {
  private static final int UNDER_WAY = 202;
  private static final int CONFLICT = 409;
  private static final String TEXT = "text/plain";

  @Mixin Layout layout = new Layout();

  @Parameters(
      arity = "0..1",
      paramLabel = "DATE",
      description = "The day, for example 2026-11-20 (default: the newest that has ended).")
  private @Nullable LocalDate day;

  @Option(names = "--as", paramLabel = "NAME", description = "The operator who closes it.")
  private @Nullable String operator;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    ConsoleClient console = ConsoleClient.as(layout, operator);
    ConsoleClient.Answer answer = ask(console);
    String said = "";
    while (answer.status() == UNDER_WAY) {
      if (!answer.body().equals(said)) {
        said = answer.body();
        out.println(said.stripTrailing());
        out.flush();
      }
      answer = ask(console);
    }
    if (answer.status() == CONFLICT) {
      out.print(report(answer.body()));
      out.flush();
    }
    out.println(answer.text().stripTrailing());
    out.flush();
    return 0;
  }

  private ConsoleClient.Answer ask(ConsoleClient console) {
    return console.post(
        "/api/closes", day == null ? "{}" : "{\"day\":\"%s\"}".formatted(day), TEXT);
  }

  /// What does not match; empty where that is not why.
  private static String report(String problem) {
    try {
      JsonNode report = new ObjectMapper().readTree(problem).path("report");
      return report.asText("");
    } catch (JsonProcessingException e) {
      return "";
    }
  }
}
