package io.tocsin.gateway;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Slicing: each element keeps exactly the bytes that it came in.
final class JsonBodyTest {
  @Test
  void anObjectIsTheWholeBody() {
    String body = " {\"id\": 1}\n";

    assertThat(JsonBody.read(body.getBytes(UTF_8), 10))
        .isInstanceOfSatisfying(
            JsonBody.One.class,
            one -> assertThat(new String(one.element().bytes(), UTF_8)).isEqualTo(body));
  }

  @Test
  void elementsKeepTheirBytes() {
    assertThat(slices("[ {\"a\" :\"ü\\u00fc😀\"} ,\r\n{ } , [1, 2] ,3.50,\"x\" , null,true ]"))
        .containsExactly(
            "{\"a\" :\"ü\\u00fc😀\"}", "{ }", "[1, 2]", "3.50", "\"x\"", "null", "true");
    assertThat(slices("[]")).isEmpty();
  }

  @Test
  void slicesAreExactForGeneratedBatches() {
    long seed = Long.getLong("seed", System.nanoTime());
    var random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      var elements = new ArrayList<String>();
      var batch = new StringBuilder("[").append(space(random));
      int count = random.nextInt(6);
      for (int i = 0; i < count; i++) {
        String element =
            "{%s\"k%d\"%s:%s\"%s\"%s}"
                .formatted(
                    space(random), i, space(random), space(random), text(random), space(random));
        elements.add(element);
        batch.append(i == 0 ? "" : ",").append(space(random)).append(element).append(space(random));
      }
      batch.append("]").append(space(random));
      assertThat(slices(batch.toString())).as("seed %d", seed).isEqualTo(elements);
    }
  }

  @Test
  void theEnvelopeIsTakenApart() {
    JsonBody many =
        JsonBody.readEnvelope(
            "{\"data\":[{\"id\":1} , {\"id\":2}],\"meta\":{\"resource\":\"reports\"}}"
                .getBytes(UTF_8),
            10);
    JsonBody one = JsonBody.readEnvelope("{\"meta\":{},\"data\": {\"id\":1} }".getBytes(UTF_8), 10);

    assertThat(many)
        .isInstanceOfSatisfying(
            JsonBody.Many.class,
            m -> {
              assertThat(m.elements())
                  .extracting(v -> new String(v.bytes(), UTF_8))
                  .containsExactly("{\"id\":1}", "{\"id\":2}");
              assertThat(m.meta().path("resource").asText()).isEqualTo("reports");
            });
    assertThat(one)
        .isInstanceOfSatisfying(
            JsonBody.One.class,
            o -> assertThat(new String(o.element().bytes(), UTF_8)).isEqualTo("{\"id\":1}"));
  }

  @Test
  void whatOnlyLooksLikeAnEnvelopeIsAnEvent() {
    for (String body :
        new String[] {
          "{\"data\":[1]}", "{\"meta\":1,\"data\":[1]}", "{\"meta\":{},\"data\":7}", "{\"meta\":{}}"
        }) {
      assertThat(JsonBody.readEnvelope(body.getBytes(UTF_8), 10))
          .isInstanceOfSatisfying(
              JsonBody.One.class,
              one -> assertThat(new String(one.element().bytes(), UTF_8)).isEqualTo(body));
    }
  }

  @Test
  void ofANameThatComesTwiceTheLastCounts() {
    assertThat(JsonBody.read("{\"id\":1,\"id\":2}".getBytes(UTF_8), 10))
        .isInstanceOfSatisfying(
            JsonBody.One.class,
            one -> assertThat(one.element().node().path("id").asInt()).isEqualTo(2));
    assertThat(JsonBody.readEnvelope("{\"meta\":{},\"data\":[1],\"data\":[2]}".getBytes(UTF_8), 10))
        .isInstanceOfSatisfying(
            JsonBody.Many.class,
            many ->
                assertThat(many.elements())
                    .extracting(v -> new String(v.bytes(), UTF_8))
                    .containsExactly("2"));
  }

  @Test
  void whatIsNoJsonIsBroken() {
    for (String body :
        new String[] {
          "",
          " ",
          "{",
          "[1,",
          "[1",
          "{\"a\":01}",
          "{'a':1}",
          "{}{}",
          "[] 1",
          "\"x\"",
          "1",
          "nul",
          "{\"n\":" + "1".repeat(200) + "}"
        }) {
      assertThat(JsonBody.read(body.getBytes(UTF_8), 10))
          .as(body)
          .isInstanceOf(JsonBody.Broken.class);
    }
  }

  @Test
  void onlyUtf8IsTaken() {
    assertThat(JsonBody.read("{\"a\":1}".getBytes(UTF_16), 10)).isInstanceOf(JsonBody.Broken.class);
    assertThat(JsonBody.read(new byte[] {'{', '"', (byte) 0xfc, '"', ':', '1', '}'}, 10))
        .isInstanceOf(JsonBody.Broken.class);
    assertThat(JsonBody.read("\ufeff{}".getBytes(UTF_8), 10)).isInstanceOf(JsonBody.Broken.class);
  }

  @Test
  void depthAndNumberAreBounded() {
    String deep = "[".repeat(100_000);
    assertThat(JsonBody.read(deep.getBytes(UTF_8), 10)).isInstanceOf(JsonBody.Broken.class);
    String tooDeep = "{\"a\":".repeat(65) + "1" + "}".repeat(65);
    assertThat(JsonBody.read(tooDeep.getBytes(UTF_8), 10)).isInstanceOf(JsonBody.Broken.class);
    String deepest = "{\"a\":".repeat(64) + "1" + "}".repeat(64);
    assertThat(JsonBody.read(deepest.getBytes(UTF_8), 10)).isInstanceOf(JsonBody.One.class);
    assertThat(JsonBody.read("[1,2,3]".getBytes(UTF_8), 3)).isInstanceOf(JsonBody.Many.class);
    assertThat(JsonBody.read("[1,2,3]".getBytes(UTF_8), 2)).isInstanceOf(JsonBody.TooMany.class);
  }

  private static List<String> slices(String body) {
    return ((JsonBody.Many) JsonBody.read(body.getBytes(UTF_8), 100))
        .elements().stream().map(v -> new String(v.bytes(), UTF_8)).toList();
  }

  private static String space(Random random) {
    return List.of("", " ", "\n", "\r\n\t", "  ").get(random.nextInt(5));
  }

  private static String text(Random random) {
    return List.of("", "x", "ü", "😀", "]},{[", "\\\"", "\\\\", "漢字".repeat(9_000))
        .get(random.nextInt(8));
  }
}
