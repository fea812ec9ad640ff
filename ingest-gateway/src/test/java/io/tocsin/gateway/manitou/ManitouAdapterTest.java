package io.tocsin.gateway.manitou;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tocsin.gateway.EventFacts;
import io.tocsin.gateway.Gate;
import io.tocsin.gateway.Reading;
import io.tocsin.platform.Sha256;
import io.tocsin.schemas.IdentityKind;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ManitouAdapterTest {
  private static final Instant AT = Gate.AT;
  private static final String BY_ID = "manitou/signal-id/1";
  private static final String BY_FIELDS = "manitou/signal-hash/2";
  private static final String BY_ARRIVAL = "manitou/signal-received-hash/2";
  private static final String PACKET =
      "<Packet ID=\"0042\"><Signal EvType=\"SIA\" Event=\"BA\"><Zone>001</Zone></Signal></Packet>";

  private final Gate gate =
      gate(
          "receiver-line-prefix", "01",
          "xml.time", "@Time",
          "json.account", "/txid",
          "json.event-code", "/code",
          "json.event-type", "/type",
          "json.qualifier", "/q",
          "json.zone", "/zone",
          "json.area", "/area",
          "json.time", "/time",
          "json.id", "/signalId",
          "json.receiver-line-prefix", "/line");

  @Test
  void aPacketNamesAccountCodeAndZoneWithLeadingZeros() {
    EventFacts facts = xml(PACKET.replace("Event=", "Time=\"10:00:00\" Event="));

    assertThat(facts)
        .isEqualTo(
            new EventFacts(
                Sha256.ofFields(BY_FIELDS, "01", "0042", "BA", null, null, "001", "10:00:00"),
                BY_FIELDS,
                IdentityKind.HASH,
                "01-0042",
                "BA",
                "10:00:00"));
    assertThat(xml(PACKET.replace("0042", "42")).siteRef()).isEqualTo("01-42");
  }

  @Test
  void theFrameIsTakenOffAndMustBeWhole() {
    assertThat(xml("\u0002" + PACKET + "\u0003").siteRef()).isEqualTo("01-0042");
    assertThat(xml("\u0002" + PACKET + "\u0003\r\n").siteRef()).isEqualTo("01-0042");
    assertThat(read("application/xml", "\u0002" + PACKET)).isInstanceOf(Reading.Malformed.class);
    assertThat(read("application/xml", PACKET + "\u0003")).isInstanceOf(Reading.Malformed.class);
    assertThat(read("application/xml", "\u0002\u0003")).isInstanceOf(Reading.Malformed.class);
    assertThat(read("application/xml", "\u0002")).isInstanceOf(Reading.Malformed.class);
  }

  @Test
  void aSignalWithoutTimeIsNamedByItsArrival() {
    EventFacts first = xmlAt(PACKET, AT);
    EventFacts sameQuarter = xmlAt(PACKET, AT.plusSeconds(14));
    EventFacts later = xmlAt(PACKET, AT.plusSeconds(15));
    EventFacts otherBody = xmlAt(PACKET + " ", AT);

    assertThat(first.identityRecipe()).isEqualTo(BY_ARRIVAL);
    assertThat(sameQuarter.sourceEventId()).isEqualTo(first.sourceEventId());
    assertThat(List.of(later.sourceEventId(), otherBody.sourceEventId()))
        .doesNotContain(first.sourceEventId());
  }

  @Test
  void everySignalOfAPacketIsAnEventWithTheWholePacket() {
    String packet =
        "<Packet ID=\"7\"><Signal EvType=\"SIA\" Event=\"BA\"/><Signal EvType=\"SIA\""
            + " Event=\"BA\"/></Packet>";

    Reading reading = read("text/xml", packet);

    assertThat(reading)
        .isInstanceOfSatisfying(
            Reading.Batch.class,
            batch -> {
              var events = Gate.events(batch);
              assertThat(events).hasSize(2);
              assertThat(events)
                  .allSatisfy(e -> assertThat(new String(e.body(), UTF_8)).isEqualTo(packet));
              assertThat(gate.all("text/xml", packet))
                  .extracting(EventFacts::sourceEventId)
                  .doesNotHaveDuplicates();
            });
  }

  @Test
  void tooManySignalsAreRefused() {
    String packet = "<Packet ID=\"7\">" + "<Signal Event=\"BA\"/>".repeat(11) + "</Packet>";

    assertThat(read("text/xml", packet)).isInstanceOf(Reading.TooMany.class);
  }

  @Test
  void aHeartbeatIsNoEvent() {
    assertThat(read("text/xml", "<Heartbeat/>")).isInstanceOf(Reading.Heartbeat.class);
    assertThat(read("text/xml", "\u0002<Packet ID=\"1\"><Heartbeat>x</Heartbeat></Packet>\u0003"))
        .isInstanceOf(Reading.Heartbeat.class);
  }

  @Test
  void picturesAndUnknownElementsAreLetThrough() {
    String packet =
        "<?xml version=\"1.0\"?><!-- c --><Packet ID=\"0042\"><Signal EvType=\"SIA\" Event=\"BA\">"
            + "<URL><![CDATA[http://x?a&b]]></URL><Binary><Data>AAAA</Data></Binary>"
            + "<Zone> 001 </Zone></Signal><More><Zone>9</Zone></More></Packet>";

    assertThat(xml(packet).siteRef()).isEqualTo("01-0042");
  }

  @Test
  void nothingOutsideIsEverRead() {
    for (String body :
        new String[] {
          "<!DOCTYPE p [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>"
              + "<Packet ID=\"&x;\"><Signal Event=\"BA\"/></Packet>",
          "<!DOCTYPE p SYSTEM \"http://127.0.0.1:1/x.dtd\"><Packet ID=\"1\"><Signal"
              + " Event=\"BA\"/></Packet>",
          "<!DOCTYPE p [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]>"
              + "<Packet ID=\"1\"><Signal Event=\"BA\"><Zone>&b;</Zone></Signal></Packet>",
          "<!DOCTYPE Packet><Packet ID=\"1\"><Signal Event=\"BA\"/></Packet>",
          "<Packet ID=\"1\"><Signal Event=\"BA\"><Zone>&x;</Zone></Signal></Packet>",
        }) {
      assertThat(read("application/xml", body)).as(body).isInstanceOf(Reading.Malformed.class);
    }
  }

  @Test
  void whatIsNoPacketIsMalformed() {
    for (String body :
        new String[] {
          "",
          "x",
          "<Packet",
          "<Packet/>",
          "<Packet ID=\"1\"></Packet>",
          "<Other/>",
          PACKET + PACKET,
          "<a>".repeat(10_000),
          "<Packet ID=\"1\"><Signal Event=\"BA\">"
              + "<a>".repeat(20)
              + "</a>".repeat(20)
              + "</Signal></Packet>",
          "<?xml version=\"1.0\" encoding=\"nonsense\"?><Packet/>",
        }) {
      assertThat(read("application/xml", body)).as(body).isInstanceOf(Reading.Malformed.class);
    }
    assertThat(gate.read("text/xml", new byte[] {'<', 'P', (byte) 0xff, (byte) 0xfe, '/', '>'}))
        .isInstanceOf(Reading.Malformed.class);
  }

  @Test
  void withoutAccountOrCodeThereIsNoIdentity() {
    assertThat(xml("<Packet><Signal Event=\"BA\"/></Packet>").sourceEventId()).isNull();
    assertThat(xml("<Packet ID=\"1\"><Signal/></Packet>").sourceEventId()).isNull();
    assertThat(xml("<Packet ID=\"1\"><Signal/></Packet>").siteRef()).isEqualTo("01-1");
  }

  @Test
  void aJsonSignalIsReadWhereTheSettingsSay() {
    assertThat(
            json(
                """
                {"line":"A","txid":"0042","type":"CID","code":"130","q":1,"area":"01",
                 "zone":"001","time":"2026-11-21 10:00:00"}\
                """))
        .isEqualTo(
            new EventFacts(
                Sha256.ofFields(
                    BY_FIELDS, "A", "0042", "130", "NEW", "01", "001", "2026-11-21 10:00:00"),
                BY_FIELDS,
                IdentityKind.HASH,
                "A-0042",
                "130",
                "2026-11-21 10:00:00"));
    assertThat(json("{\"txid\":\"0042\",\"code\":\"1130\"}").code()).isEqualTo("1130");
  }

  @Test
  void anUpstreamIdWinsAndAMissingPrefixIsTheConstant() {
    assertThat(json("{\"signalId\":900001,\"txid\":\"0042\",\"code\":\"130\"}"))
        .isEqualTo(new EventFacts("900001", BY_ID, IdentityKind.SOURCE_ID, "01-0042", "130", null));
  }

  @Test
  void prefixAccountAndCodeMustBeConfigured() {
    refused("s.gate.manitou.xml.receiver-line-prefix ");
    refused(
        "s.gate.manitou.json.receiver-line-prefix ",
        "xml.enabled",
        false,
        "json.account",
        "/a",
        "json.event-code",
        "/c");
    refused("s.gate.manitou.json.account ", "receiver-line-prefix", "1", "json.event-code", "/c");
    refused("s.gate.manitou.json.event-code ", "receiver-line-prefix", "1", "json.account", "/a");
    refused("s.gate.manitou.json.account ", "receiver-line-prefix", "1", "json.enabled", true);
    refused("s.gate.manitou.xml.enabled ", "receiver-line-prefix", "1", "xml.enabled", false);
    refused("s.gate.manitou.xml.time ", "receiver-line-prefix", "1", "xml.time", "Signal@Time");
    refused("s.gate.manitou.xml.acount ", "receiver-line-prefix", "1", "xml.acount", "@Id");
  }

  @Test
  void onlyConfiguredFormatsAreTaken() {
    assertThat(gate("receiver-line-prefix", "1").adapter().mediaTypes())
        .containsExactlyInAnyOrder("application/xml", "text/xml");
    assertThat(
            gate(
                    "receiver-line-prefix",
                    "1",
                    "xml.enabled",
                    false,
                    "json.account",
                    "/a",
                    "json.event-code",
                    "/c")
                .adapter()
                .mediaTypes())
        .containsExactly("application/json");
  }

  @Test
  void prefixAndTimeMayBeInThePacket() {
    Gate other =
        gate(
            "xml.receiver-line-prefix", "Packet/@Line",
            "xml.time", "When",
            "xml.id", "Packet/Id",
            "xml.account", "@Account");

    assertThat(
            other.one(
                "text/xml",
                "<Packet Line=\"09\"><Id>x1</Id><Signal Account=\"03\" Event=\"BA\">"
                    + "<When>now</When></Signal></Packet>"))
        .isEqualTo(new EventFacts("x1", BY_ID, IdentityKind.SOURCE_ID, "09-03", "BA", "now"));
  }

  private static void refused(String sentence, Object... settings) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> gate(settings))
        .withMessageStartingWith(sentence);
  }

  private static Gate gate(Object... settings) {
    return Gate.of(new ManitouAdapterFactory(), settings);
  }

  private EventFacts xml(String body) {
    return gate.one("application/xml", body);
  }

  private EventFacts xmlAt(String body, Instant at) {
    return gate.at(at, "application/xml", body);
  }

  private EventFacts json(String body) {
    return gate.one("application/json", body);
  }

  private Reading read(String mediaType, String body) {
    return gate.read(mediaType, body);
  }
}
