package io.tocsin.normalizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class NormalizerTopologyTest {
  /// A change here renames or moves state, or changes what goes where: it must be meant.
  @Test
  void isAsDescribed() {
    String described = Harness.topology(new FakeRegistry(), Map.of()).describe().toString();

    assertThat(described)
        .isEqualToNormalizingNewlines(
            new String(Raws.file("topology.txt"), StandardCharsets.UTF_8));
  }
}
