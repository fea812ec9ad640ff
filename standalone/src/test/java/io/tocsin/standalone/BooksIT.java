package io.tocsin.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.tocsin.normalizer.publish.ConfigPublisher;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.schemas.AvroSerdes;
import io.tocsin.standalone.Layout.Part;
import io.tocsin.standalone.SampleDay.Delivery;
import io.tocsin.standalone.SampleDay.Sender;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// A day with everything real: sent over HTTP with duplicates, revisions and poison while
/// PostgreSQL is away for a while, closed, verified, altered behind our backs, replayed under
/// another mapping.
///
/// `-Dtocsin.events=100000` makes the day larger; the seed is printed and `-Dtocsin.seed` takes it.
final class BooksIT {
  private static final Path DEMO = Path.of("..", "demo", "config").toAbsolutePath().normalize();
  private static final int EVENTS = Integer.getInteger("tocsin.events", 400);
  private static final Duration OUTAGE =
      Duration.ofSeconds(Integer.getInteger("tocsin.outage-seconds", 3));
  private static final Duration SOON = Duration.ofMinutes(10);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path dir;
  private Path data;
  private Path config;

  /// What was sent, counted by who sent it.
  ///
  /// @param accepted deliveries that the gateway acknowledged
  /// @param events reports with an id
  /// @param revisions reports that were corrected
  /// @param dead reports without an id
  /// @param live reports that are billed in the end: template 28, after hours, not corrected
  /// @param unmapped reports on a template that nobody mapped, not corrected
  private record Sent(int accepted, int events, int revisions, int dead, int live, int unmapped) {
    int duplicates() {
      return accepted - events - revisions - dead;
    }
  }

  @Test
  void aDayIsClosedVerifiedAndReplayed() throws Exception {
    long seed = Optional.ofNullable(Long.getLong("tocsin.seed")).orElseGet(System::nanoTime);
    System.out.printf("BooksIT: -Dtocsin.seed=%d%n", seed);
    data = dir.resolve("data");
    config = Files.createDirectory(dir.resolve("config"));
    try (Stream<Path> files = Files.list(DEMO)) {
      for (Path file : files.toList()) {
        Files.copy(file, config.resolve(file.getFileName()));
      }
    }
    Files.writeString(config.resolve("sites.yml"), moreSites(), StandardOpenOption.APPEND);
    Layout layout =
        CommandLine.populateCommand(
            new Layout(),
            "--data",
            data.toString(),
            "--config",
            config.toString(),
            "--port-base",
            "0");
    try (Stack stack = Stack.start(layout, false, new Progress(new PrintWriter(System.out)))) {
      LocalDate day = LocalDate.now(ZoneOffset.UTC).minusDays(1);
      long began = System.nanoTime();
      Sent sent = send(stack, day, new Random(seed));
      System.out.printf("%s, sent in %d s%n", sent, seconds(began));
      closes(day, sent);
      tampering(stack, day);
      replay(stack, sent);
    }
  }

  private static long seconds(long began) {
    return (System.nanoTime() - began) / 1_000_000_000;
  }

  // ---- the day

  /// A large day has more sites than the demo's three: one for each 200 events beyond.
  private static int sites() {
    return 3 + Math.max(0, EVENTS - 400) / 200;
  }

  private static String moreSites() {
    return IntStream.range(3, sites())
        .mapToObj(
            n ->
                """
                  - id: site-%d
                    client: %s
                    name: Site %d
                    time-zone: America/Chicago
                    references:
                      tracktik: ["%d"]
                """
                    .formatted(
                        n, List.of("northgate", "harbor", "elm-health").get(n % 3), n, 50 + n))
        .collect(Collectors.joining());
  }

  private Sent send(Stack stack, LocalDate day, Random random) throws Exception {
    var reports = new ArrayList<String>();
    int revisions = 0;
    int dead = 0;
    int live = 0;
    int unmapped = 0;
    for (int i = 0; i < EVENTS; i++) {
      int account = 50 + random.nextInt(sites());
      int template = random.nextInt(10) < 7 ? 28 : 99;
      String report = report(i, day, account, template, "After hours dispatch");
      reports.add(report);
      if (random.nextInt(5) == 0) {
        reports.add(report);
      }
      boolean corrected = random.nextInt(10) == 0;
      if (corrected) {
        revisions++;
        reports.add(report(i, day, account, template, "False alarm"));
      }
      if (!corrected) {
        live += template == 28 ? 1 : 0;
        unmapped += template == 28 ? 0 : 1;
      }
      if (random.nextInt(50) == 0) {
        dead++;
        reports.add(report.replaceFirst("\"id\":\\d+,", ""));
      }
    }
    Thread outage = Thread.ofPlatform().name("outage").unstarted(this::postgresqlIsAway);
    try (var sender =
        new WebhookSender(
            stack.address(Part.GATEWAY),
            Map.of("tracktik", new Sender("TrackTik-Subscription-Secret", "", "")),
            Map.of("tracktik", stack.secret("source-tracktik")))) {
      for (int from = 0; from < reports.size(); from += 100) {
        List<String> some = reports.subList(from, Math.min(reports.size(), from + 100));
        WebhookSender.Answer answer =
            sender.send(
                new Delivery(
                    "reports",
                    "tracktik",
                    "application/json",
                    "{\"meta\":{\"resource\":\"reports\"},\"data\":["
                        + String.join(",", some)
                        + "]}",
                    false));
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        if (from <= reports.size() / 2 && from + 100 > reports.size() / 2) {
          outage.start();
        }
      }
    }
    outage.join();
    return new Sent(reports.size(), EVENTS, revisions, dead, live, unmapped);
  }

  private static String report(int id, LocalDate day, int account, int template, String flag) {
    return "{\"id\":%d,\"reportDateTime\":\"%sT%02d:%02d:%02d-06:00\",\"account\":%d,\"reportTemplate\":%d,\"status\":\"Approved\",\"reportFlags\":[{\"name\":\"%s\"}]}"
        .formatted(
            1_000_000 + id, day, 8 + id % 8, id / 8 % 60, id / 480 % 60, account, template, flag);
  }

  /// All of PostgreSQL's processes stand still.
  private void postgresqlIsAway() {
    try (Stream<Path> files = Files.walk(data, 4)) {
      Path file = files.filter(f -> f.endsWith("postmaster.pid")).findFirst().orElseThrow();
      ProcessHandle postmaster =
          ProcessHandle.of(Long.parseLong(Files.readAllLines(file).getFirst())).orElseThrow();
      List<ProcessHandle> all =
          Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
      signal("-STOP", all);
      try {
        Thread.sleep(OUTAGE);
      } finally {
        signal("-CONT", all);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void signal(String signal, List<ProcessHandle> processes)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("kill", signal));
    processes.forEach(process -> command.add(Long.toString(process.pid())));
    new ProcessBuilder(command).start().waitFor();
  }

  // ---- the books

  private void closes(LocalDate day, Sent sent) throws Exception {
    String summary = said(0, "close-day", day.toString());

    assertThat(summary)
        .contains(
            "%d raw records accepted = %d new + %d revisions + %d duplicates + %d dead-lettered"
                .formatted(
                    sent.accepted(),
                    sent.events(),
                    sent.revisions(),
                    sent.duplicates(),
                    sent.dead()));
    assertThat(net(day)).isEqualByComparingTo(price(sent.live(), "85.00"));
    assertThat(outcome(said(0, "close-day", day.toString()), day))
        .as("closed again")
        .isEqualTo(outcome(summary, day));
    assertThat(said(0, "leaks")).contains("tracktik code 99");
  }

  /// What a close says at last, without what it waited for.
  private static String outcome(String said, LocalDate day) {
    return said.substring(said.indexOf(day + " is closed: "));
  }

  /// What all clients' files of a day come to.
  private BigDecimal net(LocalDate day) throws IOException {
    var net = BigDecimal.ZERO;
    try (Stream<Path> clients = Files.list(data.resolve("books/" + day + "/clients"))) {
      for (Path client : clients.toList()) {
        try (CsvReader<NamedCsvRecord> lines =
            CsvReader.builder().ofNamedCsvRecord(client.resolve("lines.csv"))) {
          for (NamedCsvRecord line : lines) {
            net = net.add(new BigDecimal(line.getField("amount")));
          }
        }
      }
    }
    return net;
  }

  private static BigDecimal price(int times, String each) {
    return new BigDecimal(each).multiply(BigDecimal.valueOf(times));
  }

  /// Whoever changes a row or a document behind our backs is found, with the place.
  private void tampering(Stack stack, LocalDate day) throws Exception {
    assertThat(said(0, "verify", data.resolve("books").toString())).contains(day.toString());
    assertThat(said(0, "verify", "--ledger")).contains(day.toString());
    Path lines = data.resolve("books/" + day + "/clients/northgate/lines.csv");
    String before = Files.readString(lines);
    Files.writeString(lines, before.replaceFirst("85\\.00", "58.00"));
    assertThat(said(1, "verify", data.resolve("books").toString())).contains("lines.csv");
    Files.writeString(lines, before);
    try (Connection owner =
            DriverManager.getConnection(
                stack.address(Part.POSTGRESQL), "tocsin", stack.secret("postgresql-tocsin"));
        Statement statement = owner.createStatement()) {
      statement.execute("alter table charge_lines disable trigger user");
      statement.execute("update charge_lines set amount = amount + 1 where line_no = 1");
      assertThat(said(1, "verify", "--ledger")).contains(day.toString()).contains("line");
      statement.execute("update charge_lines set amount = amount - 1 where line_no = 1");
      statement.execute("alter table charge_lines enable trigger user");
    }
    assertThat(said(0, "verify", "--ledger")).contains(day.toString());
  }

  // ---- the replay

  /// A template is mapped after the fact: what a replay would bring is said before, asked of a
  /// second person, and then so.
  private void replay(Stack stack, Sent sent) throws Exception {
    String[] selection = {"replay", "--source=tracktik", "--from=0", "--code=99"};
    assertThat(said(0, with(selection, "--dry-run")))
        .as("nothing was configured otherwise")
        .contains("= 0 new events + 0 revisions +");
    Path mappings = config.resolve("code-mappings.yml");
    Files.writeString(
        mappings,
        Files.readString(mappings)
            .replaceFirst("version: 1", "version: 2")
            .replace(
                "      - {code: \"31\",",
                "      - {code: \"99\", scheme: report-template, type: patrol_incident, name:"
                    + " Escort report}\n"
                    + "      - {code: \"31\","));
    new ConfigPublisher(kafka(stack), registry(stack)).publish(config);

    assertThat(said(0, with(selection, "--dry-run")))
        .contains("of %d; the JSON".formatted(sent.unmapped()));
    BigDecimal more = price(sent.unmapped(), "45.00");
    BigDecimal invoiced = invoiced(stack);
    String planned = said(0, with(selection, "--why=Escorts are mapped now"));
    Matcher id = Pattern.compile("r\\d{14}-[a-z]{4}").matcher(planned);
    assertThat(id.find()).as(planned).isTrue();
    assertThat(invoiced(stack)).as("it waits").isEqualByComparingTo(invoiced);
    assertThat(said(1, "replay", "confirm", id.group())).as("the same person");
    said(0, "operator", "add", "ann");
    said(0, "replay", "confirm", id.group(), "--as=ann");
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> assertThat(said(0, "replay", "show", id.group())).contains(" is done"));
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(invoiced(stack)).isEqualByComparingTo(invoiced.add(more)));
    assertThat(stack.console().outcomes("text/plain").body()).contains("All sums match.");
  }

  private static String[] with(String[] words, String... more) {
    return Stream.concat(Stream.of(words), Stream.of(more)).toArray(String[]::new);
  }

  private static BigDecimal invoiced(Stack stack) throws IOException {
    return new BigDecimal(
        outcomes(stack).path("moneyBalance").path(0).path("invoiced").asText("0"));
  }

  private static JsonNode outcomes(Stack stack) throws IOException {
    return JSON.readTree(stack.console().outcomes("application/json").body());
  }

  private static KafkaSettings kafka(Stack stack) {
    return new KafkaSettings(stack.address(Part.KAFKA), true, Stack.PARTITIONS, 1, 1, null);
  }

  private static RegistrySettings registry(Stack stack) {
    return new RegistrySettings(
        stack.address(Part.REGISTRY),
        AvroSerdes.DEFAULT_SERIALIZER,
        AvroSerdes.DEFAULT_DESERIALIZER,
        null);
  }

  private String said(int status, String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--data", data.toString()));
    var out = new StringWriter();
    var writer = new PrintWriter(out);

    long began = System.nanoTime();

    int ended =
        Tocsin.commandLine().setOut(writer).setErr(writer).execute(all.toArray(String[]::new));

    if (seconds(began) > 5) {
      System.out.printf("%s took %d s%n", String.join(" ", arguments), seconds(began));
    }
    assertThat(ended).as(out.toString()).isEqualTo(status);
    return out.toString();
  }
}
