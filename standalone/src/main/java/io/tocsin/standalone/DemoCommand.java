package io.tocsin.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.standalone.Layout.Part;
import io.tocsin.standalone.SampleDay.Delivery;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `tocsin demo`: starts everything, sends a day of sample events over HTTP and shows what became
/// of each.
@Command(
    name = "demo",
    description =
        "Start everything, send a day of sample events, show what became of each, stay up until"
            + " Ctrl-C.",
    mixinStandardHelpOptions = true)
final class DemoCommand extends UpCommand {
  private static final Duration DONE_WITHIN = Duration.ofMinutes(2);
  private static final Duration QUIET_FOR = Duration.ofSeconds(2);
  private static final ObjectMapper JSON = new ObjectMapper();

  @Option(
      names = "--day",
      paramLabel = "FILE",
      description = "The sample day to send (default: demo/day/2026-11-02.yml).")
  private Path day = Layout.HOME.resolve("demo").resolve("day").resolve("2026-11-02.yml");

  @Override
  void afterStart(Stack stack, PrintWriter out) throws IOException, InterruptedException {
    long before = accepted(stack);
    int receipts = send(SampleDay.read(day), stack, out);
    awaitOutcomes(stack, before + receipts);
    out.println();
    out.println(stack.console().outcomes("text/plain").body().stripTrailing());
    out.println();
    out.println("Ask for any event's story, for example:  ./tocsin why tracktik:reports/9003");
  }

  private static int send(SampleDay sample, Stack stack, PrintWriter out)
      throws IOException, InterruptedException {
    Map<String, String> secrets = new HashMap<>();
    for (String source : sample.senders().keySet()) {
      secrets.put(source, stack.secret("source-" + source));
    }
    out.println();
    out.println("Sending a day of sample events to " + stack.address(Part.GATEWAY));
    int receipts = 0;
    try (var sender = new WebhookSender(stack.address(Part.GATEWAY), sample.senders(), secrets)) {
      for (Delivery delivery : sample.deliveries()) {
        WebhookSender.Answer answer = sender.send(delivery);
        out.printf("  %d  %-9s %s%n", answer.status(), delivery.source(), delivery.about());
        out.flush();
        if (answer.status() == 202) {
          receipts += JSON.readTree(answer.body()).findValues("receipt").size();
        }
      }
    }
    return receipts;
  }

  /// Waits until the console accounts for every delivery and every event, and its report has come
  /// to rest: the billing, CRM and ticketing sinks follow the ledger by a moment.
  private static void awaitOutcomes(Stack stack, long accepted)
      throws IOException, InterruptedException {
    long started = System.nanoTime();
    long quietSince = started;
    String last = "";
    while (System.nanoTime() - started < DONE_WITHIN.toNanos()) {
      JsonNode outcomes = outcomes(stack);
      String now = ((ObjectNode) outcomes.deepCopy()).without(List.of("readAt")).toString();
      if (!now.equals(last)) {
        last = now;
        quietSince = System.nanoTime();
      }
      if (outcomes.path("deliveryBalance").path("accepted").asLong() >= accepted
          && outcomes.path("deliveryBalance").path("matches").asBoolean()
          && outcomes.path("eventBalance").path("matches").asBoolean()
          && outcomes.path("moneyBalance").findValues("matches").stream()
              .allMatch(JsonNode::asBoolean)
          && System.nanoTime() - quietSince > QUIET_FOR.toNanos()) {
        return;
      }
      Thread.sleep(250);
    }
    throw new IllegalStateException(
        "not every event had its outcome within %d minutes; what is there so far:%n%s"
            .formatted(DONE_WITHIN.toMinutes(), stack.console().outcomes("text/plain").body()));
  }

  private static long accepted(Stack stack) throws IOException {
    return outcomes(stack).path("deliveryBalance").path("accepted").asLong();
  }

  private static JsonNode outcomes(Stack stack) throws IOException {
    ConsoleClient.Answer answer = stack.console().outcomes("application/json");
    if (answer.status() != 200) {
      throw new IllegalStateException(
          "the console answers %d: %s".formatted(answer.status(), answer.body()));
    }
    return JSON.readTree(answer.body());
  }
}
