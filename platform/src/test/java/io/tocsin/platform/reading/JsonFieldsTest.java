package io.tocsin.platform.reading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class JsonFieldsTest {
  @Test
  void aPlaceIsAPointer() {
    JsonFields json =
        read("{\"a\":{\"id\":7},\"l\":[{\"x\":\"0042\"}],\"t\":true,\"d\":1.50,\"n\":null}");

    assertThat(json.text("/a/id")).hasValue("7");
    assertThat(json.text("/l/0/x")).hasValue("0042");
    assertThat(json.text("/t")).hasValue("true");
    assertThat(json.text("/d")).hasValue("1.50");
    for (String nothing : new String[] {"/a", "/l", "/n", "/none", "/l/1/x", "/a/id/b"}) {
      assertThat(json.text(nothing)).as(nothing).isEmpty();
    }
    assertThat(read("{\"b\":\"  \"}").text("/b")).isEmpty();
    assertThat(read("{\"e\":1e999999999}").text("/e")).hasValue("1E+999999999");
  }

  @Test
  void onlyOneObjectIsABody() {
    for (String body : new String[] {"", "[]", "7", "null", "{", "{}{}", "{\"a\":1} x", "\u00FF"}) {
      assertThat(JsonFields.read(body.getBytes(UTF_8))).as(body).isEmpty();
    }
    assertThat(JsonFields.read("{\"a\":".repeat(5000).getBytes(UTF_8))).isEmpty();
  }

  @Test
  void aPlaceThatIsNoPointerIsAMistakeOfTheSettings() {
    assertThatIllegalArgumentException().isThrownBy(() -> read("{}").text("a"));
  }

  private static JsonFields read(String body) {
    return JsonFields.read(body.getBytes(UTF_8)).orElseThrow();
  }
}
