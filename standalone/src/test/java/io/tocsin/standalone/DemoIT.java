package io.tocsin.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.standalone.Layout.Part;
import io.tocsin.standalone.SampleDay.Delivery;
import io.tocsin.standalone.SampleDay.Sender;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// What a newcomer does, on one data directory from the first start to the third, with everything
/// real.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class DemoIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

  @TempDir static Path data;
  @TempDir static Path folder;

  @Test
  @Order(1)
  void theSampleDayEndsInATableOfOutcomes() {
    String shown =
        run("demo", "--exit", "--day", HOME.resolve("demo/day/2026-11-02.yml").toString());

    assertThat(shown)
        .contains("All is healthy after")
        .contains("401  tracktik  A forged call-out with a wrong secret")
        .contains("NO_IDENTITY")
        .contains("All sums match.")
        .satisfies(DemoIT::showsWhatTheReadmeShows);
  }

  @Test
  @Order(2)
  void aSecondStartOnTheSameDataTakesTheSameDayAgainAndTheMoneyIsTheSame() {
    String shown =
        run("demo", "--exit", "--day", HOME.resolve("demo/day/2026-11-02.yml").toString());

    // Report 9003 is sent again as it was and as it was corrected: two more revisions, and the same
    // money.
    assertThat(shown)
        .contains("42 accepted = 16 new + 3 revisions + 21 duplicates + 2 dead letters  OK")
        .contains("16 events = 4 billable + 8 not billable")
        .contains("300.00 USD invoiced = 300.00 USD decided - 0.00 USD in conflict  OK");
  }

  @Test
  @Order(3)
  void theSameWebhookAHundredTimesIsOneLineAndWhyTellsItsStory() throws Exception {
    var out = new StringWriter();
    Layout layout = layout(configurationWithASinkOutside());
    try (Stack stack = Stack.start(layout, false, new Progress(new PrintWriter(out)));
        var sender =
            new WebhookSender(
                stack.address(Part.GATEWAY),
                Map.of("tracktik", new Sender("TrackTik-Subscription-Secret", "", "")),
                Map.of("tracktik", stack.secret("source-tracktik")))) {
      var delivery =
          new Delivery(
              "a response",
              "tracktik",
              "application/json",
              """
              {"meta":{"resource":"reports"},"data":{"id":777,"reportDateTime":"2026-11-04T22:14:00-06:00","account":50,"reportTemplate":28,"reportFlags":[{"name":"After hours dispatch"}]}}\
              """,
              false);

      String receipt = "";
      for (int i = 0; i < 100; i++) {
        WebhookSender.Answer answer = sender.send(delivery);
        assertThat(answer.status()).isEqualTo(202);
        receipt = answer.body().replaceAll(".*\"receipt\" ?: ?\"([^\"]+)\".*", "$1");
      }

      String lastReceipt = receipt;
      Awaitility.await()
          .atMost(SOON)
          .untilAsserted(
              () -> assertThat(stack.console().story(lastReceipt).status()).isEqualTo(200));
      Awaitility.await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(stack.console().story("tracktik:reports/777").body())
                      .contains("85.00 USD")
                      .contains("after-hours-dispatch")
                      .contains("99 duplicates"));
      String story = stack.console().story("tracktik:reports/777").body();
      var chargeKey = Pattern.compile("charge key ([0-9a-f]{64})").matcher(story);
      assertThat(chargeKey.find()).as(story).isTrue();
      assertThat(stack.console().story(chargeKey.group(1)).body())
          .as("asked by the charge key")
          .contains("tracktik:reports/777")
          .contains("after-hours-dispatch");
      String outcomes = stack.console().outcomes("application/json").body();
      assertThat(Pattern.compile("tracktik:reports/777").matcher(lines(outcomes)).results().count())
          .as("invoice lines of the event")
          .isEqualTo(1);
      assertThat(stack.console().story("tracktik:reports/0").status()).isEqualTo(404);

      operatorsHaveTheLastWord(stack);
      theSinkOutsideIsTold(stack);
      anExportShowsWhatIsMissingAndBringsItIn(stack);

      var refused = new StringWriter();
      int status =
          Tocsin.commandLine()
              .setOut(new PrintWriter(refused))
              .setErr(new PrintWriter(refused))
              .execute("up", "--exit", "--data", data.toString(), "--port-base", "0");
      assertThat(status).isEqualTo(1);
      assertThat(refused.toString()).contains("another Tocsin is running on " + data);
      assertThat(Files.getPosixFilePermissions(data))
          .as("raw events hold personal data")
          .isEqualTo(PosixFilePermissions.fromString("rwx------"));
      assertThat(layout.addresses()).as("what `why` needs to find the first one").exists();
    }
  }

  /// The demo's folder and a `sinks.yml` in it; the first two starts had none.
  private static Path configurationWithASinkOutside() throws IOException {
    try (Stream<Path> files = Files.list(HOME.resolve("demo/config"))) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    Files.writeString(
        folder.resolve("sinks.yml"),
        """
        tocsin:
          sinks:
            outward:
              told:
                kind: stand-in
                from: beginning
                route: crm
                url: https://example.com
                auth: {type: bearer, token: "file:${tocsin.secrets.directory}/told.secret"}
        """);
    Files.writeString(layout(folder).secrets().resolve("told.secret"), "a-token-of-told");
    return folder;
  }

  /// It reads what was decided on the days before, too.
  private static void theSinkOutsideIsTold(Stack stack) {
    Awaitility.await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(answer(stack.address(Part.SINKS) + "/prometheus"))
                    .containsPattern(
                        "tocsin_sink_requests_total\\{[^}]*outcome=\"stands\"[^}]*sink=\"told\"[^}]*}"
                            + " [1-9]"));
    assertThat(answer(stack.address(Part.SINKS) + "/health")).contains("\"sink-told\"");
  }

  /// The export has a report that never arrived, lacks one that did, and says another time of a
  /// third.
  private static void anExportShowsWhatIsMissingAndBringsItIn(Stack stack) {
    String export = HOME.resolve("demo/exports/tracktik-2026-11-02.csv").toString();

    assertThat(command("reconcile", export, "--source=tracktik").replaceAll(" +", " "))
        .contains("missing 6 tracktik:reports/9010")
        .contains("differs 3 tracktik:reports/9006")
        .contains("extra tracktik:reports/9004")
        .contains("1 row can be handed in");
    assertThat(command("reconcile", export, "--source=tracktik", "--ingest", "--why=Link was down"))
        .contains("new");
    awaitStory(stack, "tracktik:reports/9010", "operator:operator");
    Awaitility.await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(command("reconcile", export, "--source=tracktik", "--ingest"))
                    .contains("Nothing was handed in")
                    .doesNotContain("9010"));
    assertThat(command("leaks")).contains("REVENUE LEAKS since");
  }

  private static String answer(String address) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(URI.create(address)).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// A test window that is written down after the fact takes a charge back, its cancellation brings
  /// it back, a ruling takes an event out of review, and a back-test says what other prices would
  /// have made of it all.
  private static void operatorsHaveTheLastWord(Stack stack) throws IOException {
    command(
        "window",
        "open",
        "mall-drill",
        "--site=northgate-mall",
        "--start=2026-11-04 22:00",
        "--end=+1h",
        "--reason=Drill",
        "--actor=Ann B.");
    awaitStory(stack, "tracktik:reports/777", "ON_TEST", "On test", "mall-drill", "reversal of");
    command("window", "cancel", "mall-drill", "--reason=It was next week", "--actor=Ann B.");
    awaitStory(stack, "tracktik:reports/777", "Decided     billable", "85.00 USD");

    assertThat(command("review")).contains("tracktik:reports/9008").contains("UNMAPPED_CODE");
    command(
        "ruling",
        "resolve",
        "tracktik:reports/9008",
        "--type=patrol_incident",
        "--reason=An escort to the car park",
        "--actor=Ann B.");
    awaitStory(
        stack,
        "tracktik:reports/9008",
        "Decided     billable",
        "45.00 USD",
        "An escort to the car");
    Awaitility.await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(command("review")).doesNotContain("tracktik:reports/9008"));

    Path dearer = data.resolveSibling("dearer.yml");
    Files.writeString(
        dearer,
        Files.readString(HOME.resolve("demo/config/rulebook.yml"))
            .replace("version: 7", "version: 8")
            .replace("unit-price: 45.00", "unit-price: 50.00"));
    assertThat(command("backtest", dearer.toString(), "--from=2026-11-01", "--to=2026-11-30"))
        .contains("PATROL-INC")
        .contains("tracktik:reports/9008");
    assertThat(stack.console().outcomes("text/plain").body()).contains("All sums match.");
  }

  private static void awaitStory(Stack stack, String key, String... told) {
    Awaitility.await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(stack.console().story(key).body()).contains(told));
  }

  private static String command(String... words) {
    var out = new StringWriter();
    var all = new ArrayList<String>(List.of(words));
    all.addAll(List.of("--data", data.toString()));
    int status =
        Tocsin.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(out))
            .execute(all.toArray(String[]::new));
    assertThat(status).as(out.toString()).isZero();
    return out.toString();
  }

  /// Every line of the README's sample, up to an ellipsis and apart from the width of the columns.
  private static void showsWhatTheReadmeShows(String shown) {
    String readme = readme();
    int from = readme.indexOf("WHAT ARRIVED");
    String flat = shown.replaceAll(" +", " ");
    assertThat(readme.substring(from, readme.indexOf("```", from)).lines())
        .hasSizeGreaterThan(10)
        .allSatisfy(
            line ->
                assertThat(flat)
                    .contains(line.replaceAll("….*", "").replaceAll(" +", " ").strip()));
  }

  private static String readme() {
    try {
      return Files.readString(HOME.resolve("README.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The invoice lines' part of the outcomes document.
  private static String lines(String outcomes) throws Exception {
    return new com.fasterxml.jackson.databind.ObjectMapper()
        .readTree(outcomes)
        .path("lines")
        .toString();
  }

  private static Layout layout(Path config) {
    return CommandLine.populateCommand(
        new Layout(), "--data", data.toString(), "--config", config.toString(), "--port-base", "0");
  }

  private static String run(String... command) {
    var out = new StringWriter();
    var all = new String[command.length + 6];
    System.arraycopy(command, 0, all, 0, command.length);
    all[command.length] = "--data";
    all[command.length + 1] = data.toString();
    all[command.length + 2] = "--config";
    all[command.length + 3] = HOME.resolve("demo/config").toString();
    all[command.length + 4] = "--port-base";
    all[command.length + 5] = "0";
    int status =
        Tocsin.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(out)).execute(all);
    assertThat(status).as(out.toString()).isZero();
    return out.toString();
  }
}
