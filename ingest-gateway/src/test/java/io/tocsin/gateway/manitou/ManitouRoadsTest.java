package io.tocsin.gateway.manitou;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tocsin.gateway.EventFacts;
import io.tocsin.gateway.Gate;
import io.tocsin.gateway.Reading;
import io.tocsin.schemas.IdentityKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One signal by several roads: other field sets, other times, one name; two signals: two.
final class ManitouRoadsTest {
  private static final String XML = "application/xml";
  private static final String JSON = "application/json";
  private static final String CSV = "text/csv";
  private static final String MAIL = "message/rfc822";
  private static final String HEADER = "When;Line;TXID;Type;Code;Zone;Customer\r\n";

  private final Gate gate = gate(Map.of());

  @TempDir Path directory;

  @Test
  void theSameSignalByEveryRoadHasOneName() {
    // 10:00:07 in Chicago on 2 November 2026.
    String name =
        gate.one(XML, packet("R1", "0042", "CID", "1130", "001", "2026-11-02T10:00:07-06:00"))
            .sourceEventId();

    assertThat(name).hasSize(64);
    assertThat(
            gate.one(
                JSON,
                "{\"line\":\"R1\",\"account\":\"0042\",\"type\":\"ContactID\",\"event\":130,\"q\":\"E\","
                    + "\"zone\":\"001\",\"time\":\"2026-11-02T16:00:07.812Z\"}"))
        .returns(name, EventFacts::sourceEventId);
    assertThat(
            gate.polled(
                JSON,
                "[{\"line\":\"R1\",\"account\":\"0042\",\"type\":\"CID\",\"event\":\"E130\","
                    + "\"zone\":\"001\",\"time\":1793635207}]"))
        .singleElement()
        .returns(name, EventFacts::sourceEventId);
    assertThat(gate.one(CSV, HEADER + "11/2/2026 10:00:07 AM;R1;0042;CID;1130;001;C-77\r\n"))
        .returns(name, EventFacts::sourceEventId)
        .returns(IdentityKind.HASH, EventFacts::identityKind)
        .returns("manitou/signal-hash/2", EventFacts::identityRecipe);
    assertThat(
            gate.one(
                MAIL, mail(HEADER + "\"11/2/2026 10:00:07 AM\"; R1 ;0042;CID;e130;001;C-77\r\n")))
        .returns(name, EventFacts::sourceEventId);
  }

  /// Few values, so that equal signals and such that differ in one field are frequent.
  private record Signal(String line, String account, String code, String zone, int second) {
    static Signal any(Random random) {
      return new Signal(
          List.of("R1", "R2").get(random.nextInt(2)),
          List.of("0042", "042", "42").get(random.nextInt(3)),
          List.of("1130", "3130", "1131").get(random.nextInt(3)),
          List.of("001", "01").get(random.nextInt(2)),
          random.nextInt(2));
    }

    String xml() {
      return packet(
          line, account, "CID", code, zone, "2026-11-02T10:00:0%d-06:00".formatted(second));
    }

    String json() {
      return ("{\"line\":\"%s\",\"account\":\"%s\",\"type\":\"CID\",\"event\":\"%s\",\"q\":\"%s\","
              + "\"zone\":\"%s\",\"time\":\"2026-11-02T16:00:0%d.%d00Z\"}")
          .formatted(line, account, code.substring(1), code.charAt(0), zone, second, 3 + second);
    }

    String csv() {
      String letter = code.startsWith("1") ? "E" : "R";
      return "11/2/2026 10:00:0%d AM;%s;%s;CID;%s;%s;C\r\n"
          .formatted(second, line, account, letter + code.substring(1), zone);
    }
  }

  @Test
  void namesAreEqualOnAllRoadsWhereTheSignalsAreAndNowhereElse() {
    for (long seed = 0; seed < 300; seed++) {
      var random = new Random(seed);
      Signal one = Signal.any(random);
      Signal other = Signal.any(random);
      String name = gate.one(XML, one.xml()).sourceEventId();

      for (Signal signal : List.of(one, other)) {
        assertThat(
                List.of(
                    gate.one(XML, signal.xml()),
                    gate.one(JSON, signal.json()),
                    gate.one(CSV, HEADER + signal.csv()),
                    gate.one(MAIL, mail(HEADER + signal.csv()))))
            .as("seed %d", seed)
            .allSatisfy(
                facts ->
                    assertThat(facts.sourceEventId().equals(name)).isEqualTo(signal.equals(one)));
      }
    }
  }

  @Test
  void leadingZerosPrefixAndQualifierAreSignificant() {
    List<String> rows =
        List.of(
            row("R1", "0042", "1130", "001"),
            row("R1", "042", "1130", "001"),
            row("R2", "0042", "1130", "001"),
            row("R1", "0042", "3130", "001"),
            row("R1", "0042", "1131", "001"),
            row("R1", "0042", "1130", "1"));

    assertThat(gate.all(CSV, HEADER + String.join("", rows)))
        .hasSize(6)
        .extracting(EventFacts::sourceEventId)
        .doesNotContainNull()
        .doesNotHaveDuplicates();
  }

  @Test
  void aSignalThatIsMovedToAnotherCustomerKeepsItsName() {
    EventFacts before =
        gate.one(CSV, HEADER + "11/2/2026 10:00:07 AM;R1;0042;CID;1130;001;SYS-REC1\r\n");
    EventFacts after =
        gate.one(CSV, HEADER + "11/2/2026 10:00:07 AM;R1;0042;CID;1130;001;C-77\r\n");

    assertThat(after.sourceEventId()).isEqualTo(before.sourceEventId());
    assertThat(before.siteRef()).isEqualTo("SYS-REC1");
    assertThat(after.siteRef()).isEqualTo("C-77");
  }

  @Test
  void whereNoCustomerIsNamedTheSiteIsThePanel() {
    assertThat(gate.one(CSV, HEADER + row("R1", "0042", "1130", "001")).siteRef())
        .isEqualTo("R1-0042");
  }

  @Test
  void twoEqualSignalsInOneExportAreTwoAndTheFirstIsTheWebhooks() {
    String row = row("R1", "0042", "1130", "001");
    EventFacts webhook =
        gate.one(XML, packet("R1", "0042", "CID", "1130", "001", "2026-11-02 10:00:07"));

    List<EventFacts> export = gate.all(CSV, HEADER + row + row + row);
    List<EventFacts> again = gate.all(CSV, HEADER + row + row + row);

    assertThat(export).extracting(EventFacts::sourceEventId).doesNotHaveDuplicates();
    assertThat(export.getFirst().sourceEventId()).isEqualTo(webhook.sourceEventId());
    assertThat(again).isEqualTo(export);
    assertThat(collisions()).isEqualTo(4);
  }

  @Test
  void equalSignalsOfTwoDeliveriesAreOne() {
    String signal = packet("R1", "0042", "CID", "1130", "001", "2026-11-02 10:00:07");

    assertThat(gate.one(XML, signal)).isEqualTo(gate.one(XML, signal));
    assertThat(collisions()).isZero();
  }

  @Test
  void aTimeThatCannotBeReadGoesInAsSent() {
    EventFacts first = gate.one(XML, packet("R1", "1", "CID", "1130", "1", "yesterday"));
    EventFacts other = gate.one(XML, packet("R1", "1", "CID", "1130", "1", "today"));

    assertThat(first.identityRecipe()).isEqualTo("manitou/signal-hash/2");
    assertThat(first.sourceEventId()).isNotEqualTo(other.sourceEventId());
    assertThat(first.sentAt()).isEqualTo("yesterday");
  }

  @Test
  void aTimeWithoutItsSecondCountsAsNone() {
    String signal = packet("R1", "1", "CID", "1130", "1", "2026-11-02T10:00");

    EventFacts now = gate.one(XML, signal);
    EventFacts later = gate.at(Gate.AT.plus(Duration.ofSeconds(40)), XML, signal);

    assertThat(now.identityRecipe()).isEqualTo("manitou/signal-received-hash/2");
    assertThat(later.sourceEventId()).isNotEqualTo(now.sourceEventId());
    assertThat(now.sentAt()).isEqualTo("2026-11-02T10:00");
  }

  @Test
  void whatComesAgainByNatureHasNoNameWithoutATime() {
    assertThat(gate.one(CSV, HEADER + ";R1;0042;CID;1130;001;C\r\n").sourceEventId()).isNull();
    assertThat(
            gate.polled(JSON, "{\"line\":\"R1\",\"account\":\"1\",\"event\":\"BA\"}")
                .getFirst()
                .sourceEventId())
        .isNull();
    assertThat(
            gate.one(JSON, "{\"line\":\"R1\",\"account\":\"1\",\"event\":\"BA\"}").sourceEventId())
        .isNotNull();
  }

  @Test
  void aLocalTimeThatTheClockShowedTwiceIsTheEarlierAndOrderTellsTheSecond() {
    String header = HEADER;
    String row = "11/1/2026 1:30:00 AM;R1;0042;CID;1130;001;C\r\n";
    EventFacts earlier =
        gate.one(XML, packet("R1", "0042", "CID", "1130", "001", "2026-11-01T01:30:00-05:00"));

    List<EventFacts> both = gate.all(CSV, header + row + row);

    assertThat(both.getFirst().sourceEventId()).isEqualTo(earlier.sourceEventId());
    assertThat(both.getLast().sourceEventId()).isNotEqualTo(earlier.sourceEventId());
  }

  @Test
  void aFormatWithoutSecondsIsRefused() {
    for (String setting : List.of("time-formats", "roads.export.time-formats")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> gate(Map.of(setting, "M/d/yyyy h:mm a")))
          .withMessageStartingWith("s.gate." + setting + " has a format without seconds");
    }
  }

  @Test
  void roadsThatDoNotSayTheSameFieldsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> gate(Map.of("manitou.csv.area", "Area")))
        .withMessageContainingAll("s.gate.manitou.csv", "area", "manitou/signal-hash/2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> gate(Map.of("manitou.xml.id", "@Id")))
        .withMessageContainingAll("id", "manitou/signal-id/1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> gate(Map.of("manitou.csv.time", "")))
        .withMessageContainingAll("s.gate.manitou.csv", "time");
  }

  @Test
  void aSourceWhoseExportSaysLessMayHaveItsOwnRecipe() throws IOException {
    Path recipes = directory.resolve("recipes.yml");
    Files.writeString(
        recipes,
        """
        vendors: {}
        sources:
          gate:
            - name: manitou/bare-hash/1
              needs: [prefix, account, code, time]
              hash: [prefix, account, code, time]
        """);
    Map<String, Object> settings = settings();
    settings.remove("manitou.csv.zone");

    Gate own = Gate.with(new ManitouAdapterFactory(), recipes.toString(), settings);

    assertThat(own.one(CSV, HEADER + row("R1", "0042", "1130", "001")))
        .returns("manitou/bare-hash/1", EventFacts::identityRecipe)
        .returns(
            own.one(XML, packet("R1", "0042", "CID", "130", "2", "2026-11-02 10:00:07"))
                .sourceEventId(),
            EventFacts::sourceEventId);
  }

  @Test
  void aCodeSchemeOfTheSettingsHoldsWhereTheDeliveryNamesNone() {
    Gate cid =
        Gate.with(
            new ManitouAdapterFactory(),
            null,
            Map.of(
                "manitou.receiver-line-prefix", "R1",
                "manitou.code-scheme", "contact-id",
                "manitou.xml.time", "@Time"));

    assertThat(
            cid.one(XML, "<Packet ID=\"1\"><Signal Event=\"E130\" Time=\"x\"/></Packet>")
                .sourceEventId())
        .isEqualTo(
            cid.one(XML, "<Packet ID=\"1\"><Signal Event=\"1130\" Time=\"x\"/></Packet>")
                .sourceEventId());
  }

  @Test
  void aMailWithLabelsIsOneEventWithTheWholeMessage() {
    Gate mails =
        Gate.with(
            new ManitouAdapterFactory(),
            null,
            Map.of(
                "time-zone", "America/Chicago",
                "manitou.xml.enabled", false,
                "manitou.receiver-line-prefix", "R1",
                "manitou.mail.events-from", "labels",
                "manitou.mail.account", "Unit",
                "manitou.mail.zone", "Sub-Unit",
                "manitou.mail.event-code", "Sub-Unit-Status",
                "manitou.mail.time", "header:X-Signal-Time"));
    String mail =
        "Subject: signal\r\nX-Signal-Time: 2026-11-02 10:00:07\r\n\r\nUnit: 0042\r\nSub-Unit: 7\r\n"
            + "Sub-Unit-Status: BA\r\n";

    assertThat(mails.one(MAIL, mail))
        .returns("R1-0042", EventFacts::siteRef)
        .returns("BA", EventFacts::code)
        .returns("2026-11-02 10:00:07", EventFacts::sentAt)
        .returns("manitou/signal-hash/2", EventFacts::identityRecipe);
    assertThat(Gate.events(mails.read(MAIL, mail)))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.mediaType()).isEqualTo(MAIL);
              assertThat(new String(event.body(), java.nio.charset.StandardCharsets.UTF_8))
                  .isEqualTo(mail);
            });
    assertThat(mails.read(MAIL, "no mail")).isInstanceOf(Reading.Malformed.class);
    assertThat(mails.adapter().mediaTypes()).containsExactly(MAIL);
  }

  private double collisions() {
    return gate.meters
        .get("tocsin.gateway.identity.collisions")
        .tags("source", "gate", "recipe", "manitou/signal-hash/2")
        .counter()
        .count();
  }

  private static String row(String line, String account, String code, String zone) {
    return "11/2/2026 10:00:07 AM;%s;%s;CID;%s;%s;\r\n".formatted(line, account, code, zone);
  }

  private static String packet(
      String line, String account, String type, String code, String zone, String time) {
    return ("<Packet ID=\"%s\" Line=\"%s\"><Signal EvType=\"%s\" Event=\"%s\" Time=\"%s\">"
            + "<Zone>%s</Zone></Signal></Packet>")
        .formatted(account, line, type, code, time, zone);
  }

  private static String mail(String csv) {
    return "From: reports@example.org\r\nMIME-Version: 1.0\r\n"
        + "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
        + "--b\r\nContent-Type: text/plain\r\n\r\nYour report.\r\n"
        + "--b\r\nContent-Type: application/octet-stream; name=\"Log.CSV\"\r\n"
        + "Content-Disposition: attachment; filename=\"Log.CSV\"\r\n\r\n"
        + csv
        + "\r\n--b--\r\n";
  }

  private static Gate gate(Map<String, Object> more) {
    Map<String, Object> settings = settings();
    settings.putAll(more);
    return Gate.with(new ManitouAdapterFactory(), null, settings);
  }

  private static Map<String, Object> settings() {
    var settings = new HashMap<String, Object>();
    settings.put("time-zone", "America/Chicago");
    settings.put("roads.export.time-formats", "M/d/yyyy h:mm:ss a");
    settings.put("roads.mailbox.time-formats", "M/d/yyyy h:mm:ss a");
    settings.put("roads.poll.time-formats", List.of("epoch-seconds"));
    settings.put("manitou.xml.receiver-line-prefix", "Packet/@Line");
    settings.put("manitou.xml.time", "@Time");
    settings.put("manitou.xml.qualifier", "@Q");
    settings.put("manitou.json.receiver-line-prefix", "/line");
    settings.put("manitou.json.account", "/account");
    settings.put("manitou.json.event-type", "/type");
    settings.put("manitou.json.event-code", "/event");
    settings.put("manitou.json.qualifier", "/q");
    settings.put("manitou.json.zone", "/zone");
    settings.put("manitou.json.time", "/time");
    settings.put("manitou.csv.delimiter", ";");
    settings.put("manitou.csv.receiver-line-prefix", "Line");
    settings.put("manitou.csv.account", "TXID");
    settings.put("manitou.csv.event-type", "Type");
    settings.put("manitou.csv.event-code", "Code");
    settings.put("manitou.csv.zone", "Zone");
    settings.put("manitou.csv.time", "When");
    settings.put("manitou.csv.site", "Customer");
    settings.put("manitou.mail.events-from", "attachments");
    return settings;
  }
}
