package io.tocsin.normalizer.manitou;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import io.tocsin.normalizer.Raws;
import io.tocsin.normalizer.vendor.Mapped;
import io.tocsin.normalizer.vendor.Pointer;
import io.tocsin.normalizer.vendor.Source;
import io.tocsin.schemas.Qualifier;
import io.tocsin.schemas.RawEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ManitouMapperTest {
  private final ManitouMapper mapper = new ManitouMapper();

  @Test
  void readsASiaSignal() {
    Mapped.Facts facts = facts("BA", Raws.file("manitou/packet.xml"), null);

    assertThat(facts.code()).isEqualTo("BA");
    assertThat(facts.scheme()).isEqualTo("sia");
    assertThat(facts.qualifier()).isNull();
    assertThat(facts.zone()).isEqualTo("007");
    assertThat(facts.attributes()).isEmpty();
  }

  @Test
  void readsAFramedSignal() {
    byte[] packet = Raws.file("manitou/packet.xml");
    byte[] framed = new byte[packet.length + 2];
    framed[0] = 2;
    System.arraycopy(packet, 0, framed, 1, packet.length);
    framed[framed.length - 1] = 3;

    assertThat(facts("BA", framed, null).zone()).isEqualTo("007");
  }

  @Test
  void theBatchIndexSelectsTheSignal() {
    byte[] packet = Raws.file("manitou/packet-of-two.xml");

    Mapped.Facts first = facts("1130", packet, 0);
    Mapped.Facts second = facts("FA", packet, 1);

    assertThat(first.scheme()).isEqualTo("contact-id");
    assertThat(first.code()).isEqualTo("130");
    assertThat(first.qualifier()).isEqualTo(Qualifier.NEW);
    assertThat(first.zone()).isEqualTo("1");
    assertThat(first.attributes()).containsExactly(Map.entry("code_as_received", "1130"));
    assertThat(second.scheme()).isEqualTo("sia");
    assertThat(second.zone()).isEqualTo("2 & 3");
  }

  @Test
  void oneSignalAloneIsMeantWhateverTheIndex() {
    assertThat(facts("BA", Raws.file("manitou/packet.xml"), 4).zone()).isEqualTo("007");
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
    var source =
        new Source(
            "manitou",
            null,
            List.of(),
            null,
            Map.of(
                Pointer.SCHEME, JsonPointer.compile("/signal/table"),
                Pointer.QUALIFIER, JsonPointer.compile("/signal/q"),
                Pointer.ZONE, JsonPointer.compile("/signal/point"),
                Pointer.AREA, JsonPointer.compile("/signal/partition")));

    Mapped.Facts facts = (Mapped.Facts) mapper.map(raw, source);

    assertThat(facts.scheme()).isEqualTo("contact-id");
    assertThat(facts.code()).isEqualTo("130");
    assertThat(facts.qualifier()).isEqualTo(Qualifier.RESTORE);
    assertThat(facts.zone()).isEqualTo("12");
    assertThat(facts.area()).isEqualTo("01");
  }

  @Test
  void anotherMediaTypeIsUnreadable() {
    assertThat(map(Raws.manitou("s1", "r1", "BA", "x").setMediaType("text/plain").build()))
        .isEqualTo(new Mapped.Unreadable("the media type is neither XML nor JSON"));
  }

  @ParameterizedTest
  @CsvSource({
    // code, table, qualifier beside it -> code, scheme, qualifier
    "1131, CID, , 131, contact-id, NEW",
    "3131, ContactID, , 131, contact-id, RESTORE",
    "6302, contact-id, , 302, contact-id, STATUS",
    "E401, CID, , 401, contact-id, NEW",
    "R401, CID, , 401, contact-id, RESTORE",
    "P302, CID, , 302, contact-id, STATUS",
    // A closing: the qualifier is kept as it is, and nothing concludes "restore" from it.
    "3401, CID, , 401, contact-id, RESTORE",
    "401, CID, C, 401, contact-id, RESTORE",
    "401, CID, O, 401, contact-id, NEW",
    "130, CID, 3, 130, contact-id, RESTORE",
    "130, CID, , 130, contact-id, ",
    // What stands beside the code wins.
    "1130, CID, 3, 130, contact-id, RESTORE",
    // Not of the form: left as it is, so that it goes to review.
    "2131, CID, , 2131, contact-id, ",
    "11310, CID, , 11310, contact-id, ",
    "BA, SIA, , BA, sia, ",
    "BR, SIA, R, BR, sia, ",
    "1131, SIA, , 1131, sia, ",
    "1131, , , 1131, , ",
    "OP1, Native, , OP1, native, ",
  })
  void splitsContactIdAndNothingElse(
      String code,
      String table,
      String beside,
      String expected,
      String scheme,
      Qualifier qualifier) {
    assertThat(SignalCode.of(code, table, beside))
        .isEqualTo(new SignalCode(expected, scheme, qualifier));
  }

  private Mapped.Facts facts(String code, byte[] body, Integer index) {
    return (Mapped.Facts) map(xml(code, body, index));
  }

  private Mapped map(RawEvent raw) {
    return mapper.map(raw, Source.unconfigured("manitou"));
  }

  private static RawEvent xml(String code, byte[] body, Integer index) {
    return Raws.manitou("s1", "r1", code, "")
        .setBody(ByteBuffer.wrap(body))
        .setBatchIndex(index)
        .build();
  }
}
