package io.tocsin.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/// `tocsin simulate` as a person uses it.
@Timeout(60)
final class SimulateCommandTest {
  private static final Pattern ADDRESS = Pattern.compile("address +(http://127\\.0\\.0\\.1:\\d+)");

  private final StringWriter said = new StringWriter();

  private int run(String... arguments) {
    CommandLine command = Tocsin.commandLine();
    command.setOut(new PrintWriter(said, true));
    command.setErr(new PrintWriter(said, true));
    return command.execute(arguments);
  }

  @Test
  void withoutANameTheyAreListed() {
    assertThat(run("simulate")).isZero();
    assertThat(said.toString()).contains("quickbooks", "webhook-receiver", "zendesk");
  }

  @Test
  void aWrongNameGetsASentenceAndTheList() {
    assertThat(run("simulate", "quickbook")).isEqualTo(2);
    assertThat(said.toString())
        .contains("there is no simulator 'quickbook'")
        .contains("quickbooks", "zendesk");
  }

  @Test
  void helpSaysWhatOneDoesAndOnWhatThatRests() {
    assertThat(run("simulate", "quickbooks", "--help")).isZero();
    assertThat(said.toString())
        .contains("--seed")
        .contains("[documented: blogs.intuit.com/2015/04/06/15346]")
        .contains("closed-until")
        .contains("timeout-after");
  }

  @Test
  void whatItDoesNotHaveIsSaidAndNothingStaysUp() {
    assertThat(run("simulate", "zendesk", "--fault", "locked=0.1")).isEqualTo(1);
    assertThat(said.toString()).contains("zendesk has no fault locked");
  }

  @Test
  void theCommandOfTheReadmeStartsOneUntilItIsStopped() throws Exception {
    String command =
        Files.readAllLines(Path.of("../simulators/README.md")).stream()
            .filter(line -> line.startsWith("./tocsin simulate quickbooks"))
            .findFirst()
            .orElseThrow()
            .replaceFirst("--port \\d+", "--port 0")
            .replace("timeout-after=0.1", "timeout-after=1")
            .replace("timeout-millis=1000", "timeout-millis=1");
    Thread running =
        Thread.ofPlatform().start(() -> run(command.replace("./tocsin ", "").split(" ")));
    Awaitility.await().until(() -> said.toString().contains("Ctrl-C"));
    Matcher address = ADDRESS.matcher(said.toString());
    assertThat(address.find()).isTrue();

    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> late =
          http.send(
              HttpRequest.newBuilder(URI.create(address.group(1) + "/v3/company/1/invoice"))
                  .POST(
                      HttpRequest.BodyPublishers.ofString(
                          """
                          {"CustomerRef": {"value": "7"}, "DocNumber": "A-1", "Line": [{"Amount": 85}]}
                          """))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      HttpResponse<String> effects =
          http.send(
              HttpRequest.newBuilder(URI.create(address.group(1) + "/_simulator/effects")).build(),
              HttpResponse.BodyHandlers.ofString());

      assertThat(late.statusCode()).isEqualTo(504);
      assertThat(effects.body()).isEqualTo("{\"A-1\":1}");
    } finally {
      running.interrupt();
    }
    assertThat(running.join(Duration.ofSeconds(10))).isTrue();
  }
}
