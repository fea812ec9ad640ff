package io.tocsin.normalizer.manitou;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.normalizer.Raws;
import io.tocsin.normalizer.SettingsOf;
import io.tocsin.normalizer.vendor.Deliveries;
import io.tocsin.normalizer.vendor.Mapped;
import io.tocsin.normalizer.vendor.Source;
import io.tocsin.normalizer.vendor.Statement;
import io.tocsin.schemas.RawEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ManitouMapperTest {
  private final ManitouMapper mapper = new ManitouMapper();

  @Test
  void readsASiaSignal() {
    Statement facts = facts("BA", Raws.file("manitou/packet.xml"), null);

    assertThat(facts.getCode()).isEqualTo("BA");
    assertThat(facts.getScheme()).isEqualTo("sia");
    assertThat(facts.getQualifier()).isNull();
    assertThat(facts.getZone()).isEqualTo("007");
    assertThat(facts.getAttributes()).isEmpty();
  }

  @Test
  void readsAFramedSignal() {
    byte[] packet = Raws.file("manitou/packet.xml");
    byte[] framed = new byte[packet.length + 2];
    framed[0] = 2;
    System.arraycopy(packet, 0, framed, 1, packet.length);
    framed[framed.length - 1] = 3;

    assertThat(facts("BA", framed, null).getZone()).isEqualTo("007");
  }

  @Test
  void theBatchIndexSelectsTheSignal() {
    byte[] packet = Raws.file("manitou/packet-of-two.xml");

    Statement first = facts("1130", packet, 0);
    Statement second = facts("FA", packet, 1);

    assertThat(first.getScheme()).isEqualTo("contact-id");
    assertThat(first.getCode()).isEqualTo("130");
    assertThat(first.getQualifier()).isEqualTo("NEW");
    assertThat(first.getZone()).isEqualTo("1");
    assertThat(first.getAttributes()).containsExactly(Map.entry("code_as_received", "1130"));
    assertThat(second.getScheme()).isEqualTo("sia");
    assertThat(second.getZone()).isEqualTo("2 & 3");
  }

  @Test
  void oneSignalAloneIsMeantWhateverTheIndex() {
    assertThat(facts("BA", Raws.file("manitou/packet.xml"), 4).getZone()).isEqualTo("007");
  }

  @ParameterizedTest
  @CsvSource({
    ", the packet has 2 signals and the record's batch index is null",
    "2, the packet has 2 signals and the record's batch index is 2",
    "-1, the packet has 2 signals and the record's batch index is -1"
  })
  void anIndexThatSelectsNothingIsUnreadable(Integer index, String reason) {
    Mapped mapped = map(xml("FA", Raws.file("manitou/packet-of-two.xml"), index));

    assertThat(mapped).isEqualTo(new Mapped.Unreadable(reason));
  }

  @ParameterizedTest
  @ValueSource(strings = {"manitou/xxe.xml", "manitou/billion-laughs.xml"})
  void entitiesAreNeverRead(String file) {
    assertThat(map(xml("BA", Raws.file(file), null))).isInstanceOf(Mapped.Unreadable.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "<Packet",
        "<Packet ID='1'><Signal></Packet>",
        "<Other/>",
        "<Packet ID='1'/>",
        "{}",
        "\u0002\u0003"
      })
  void whatIsNoPacketIsUnreadable(String body) {
    assertThat(map(xml("BA", body.getBytes(StandardCharsets.UTF_8), null)))
        .isInstanceOf(Mapped.Unreadable.class);
  }

  @Test
  void readsJsonByPointers() {
    RawEvent raw =
        Raws.manitou("s1", "r1", "130", "")
            .setBody(ByteBuffer.wrap(Raws.file("manitou/signal.json")))
            .setMediaType("application/json")
            .build();
    Source source =
        SettingsOf.source(
            """
            pointers:
              scheme: /signal/table
              qualifier: /signal/q
              zone: /signal/point
              area: /signal/partition
            """);

    Statement facts =
        ((Mapped.Said) mapper.map(raw, Raws.file("manitou/signal.json"), source)).statement();

    assertThat(facts.getScheme()).isEqualTo("contact-id");
    assertThat(facts.getCode()).isEqualTo("130");
    assertThat(facts.getQualifier()).isEqualTo("RESTORE");
    assertThat(facts.getZone()).isEqualTo("12");
    assertThat(facts.getArea()).isEqualTo("01");
  }

  @Test
  void anotherMediaTypeIsUnreadable() {
    assertThat(map(Raws.manitou("s1", "r1", "BA", "x").setMediaType("text/plain").build()))
        .isEqualTo(new Mapped.Unreadable("the media type is none of JSON, XML, CSV and mail"));
  }

  @Test
  void thePacketsFurtherFieldsAreElements() {
    assertThat(
            shown(
                "manitou/packet-with-photos.xml",
                null,
                """
                elements:
                  area: Area
                  alarm-level: "@Level"
                  site: Packet/@Site
                  attributes: {account: Packet/@ID}
                """))
        .isEqualTo(
            """
            siteRef: S9
            code: BA
            scheme: sia
            zone: 007
            area: 02
            alarmLevel: 2
            attribute account: 1234
            carried LINK: text/uri-list https://clips.example/4711
            carried PHOTO: image/jpeg 10 bytes
            carried PHOTO: null broken
            carried PHOTO: null not brought
            """);
  }

  @Test
  void aRowOfTheActivityLogIsReadByColumns() {
    assertThat(
            shown(
                "manitou/log.csv",
                null,
                """
                csv: {delimiter: ;}
                columns:
                  code: event
                  scheme: type
                  area: area
                  zone: zone
                  site: txid
                  disposition: resolution
                  alarm-level: avs
                  note: operator note
                """))
        .isEqualTo(
            """
            siteRef: 1234
            code: 130
            scheme: contact-id
            qualifier: NEW
            zone: 012
            area: 01
            alarmLevel: 2
            disposition: FA-USER
            carried NOTE: text/plain called Dana Example; no answer
            """);
  }

  @Test
  void aMailOfFixedFormIsReadByLabels() {
    assertThat(
            shown(
                "manitou/signal.eml",
                null,
                """
                code-scheme: SIA
                labels:
                  code: Sub-Unit-Status
                  zone: Sub-Unit
                  site: Unit
                  attributes: {point: Sub-Unit-Desc}
                """))
        .isEqualTo(
            """
            siteRef: 1234
            code: BA
            scheme: sia
            zone: 003
            attribute point: Back door
            """);
  }

  @ParameterizedTest
  @CsvSource({
    "1401, CID, , 004",
    "3401, CID, , 004",
    "3409, CID, , 004",
    "1441, CID, , 004",
    "1442, CID, , 004",
    "1450, CID, , 004",
    "1466, CID, , 004",
    "1411, CID, , 004",
    "1421, CID, , 004",
    "1426, CID, 004, ",
    "1454, CID, 004, ",
    "1443, CID, 004, ",
    "1467, CID, 004, ",
    "1130, CID, 004, ",
    "1570, CID, 004, ",
    "401, SIA, 004, ",
    "OP, SIA, , 004",
    "CL, SIA, , 004",
    "BA, SIA, 004, ",
  })
  void theLastNumberOfAnOpeningIsAUser(String code, String table, String zone, String user) {
    String body =
        "<Packet><Signal EvType='%s' Event='%s'><Zone>004</Zone></Signal></Packet>"
            .formatted(table, code);

    Statement facts = facts(code, body.getBytes(StandardCharsets.UTF_8), null);

    assertThat(facts.getZone()).isEqualTo(zone);
    assertThat(facts.getUser()).isEqualTo(user);
  }

  @Test
  void aUserThatIsNamedLeavesTheZoneAlone() {
    Source source = SettingsOf.source("pointers: {scheme: /t, zone: /z, user: /u}");

    Statement facts =
        ((Mapped.Said)
                mapper.map(
                    Raws.manitou("s1", "r1", "1401", "").setMediaType("application/json").build(),
                    "{\"t\":\"CID\",\"z\":\"9\",\"u\":\"12\"}".getBytes(StandardCharsets.UTF_8),
                    source))
            .statement();

    assertThat(facts.getZone()).isEqualTo("9");
    assertThat(facts.getUser()).isEqualTo("12");
  }

  private String shown(String file, String code, String settings) {
    return Deliveries.shown(Deliveries.map(mapper, file, code, SettingsOf.source(settings)));
  }

  private Statement facts(String code, byte[] body, Integer index) {
    return ((Mapped.Said) map(xml(code, body, index))).statement();
  }

  private Mapped map(RawEvent raw) {
    byte[] body = new byte[raw.getBody().remaining()];
    raw.getBody().duplicate().get(body);
    return mapper.map(raw, body, Source.unconfigured("manitou"));
  }

  private static RawEvent xml(String code, byte[] body, Integer index) {
    return Raws.manitou("s1", "r1", code, "")
        .setBody(ByteBuffer.wrap(body))
        .setBatchIndex(index)
        .build();
  }
}
