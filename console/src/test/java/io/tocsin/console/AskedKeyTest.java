package io.tocsin.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AskedKeyTest {
  @ParameterizedTest
  @CsvSource({
    "019aa0b2-0000-7000-8000-000000000001, RECEIPT",
    "tracktik:48213, EVENT_KEY",
    "manitou:0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0, EVENT_KEY",
    "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0, CHARGE_KEY",
    "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f, RECEIPT"
  })
  void aKeyIsToldByItsShape(String text, AskedKey.Kind kind) {
    assertThat(AskedKey.of("  " + text + "\n")).isEqualTo(new AskedKey(text, kind));
  }

  @Test
  void anEmptyOrEndlessKeyIsRefused() {
    assertThatThrownBy(() -> AskedKey.of(" \t")).isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> AskedKey.of("a".repeat(1025))).isInstanceOf(ProblemException.class);
  }
}
