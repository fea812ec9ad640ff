package io.tocsin.normalizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class NormalizerTopologyTest {
  /// A change here renames or moves state, or changes what goes where: it must be meant.
  @Test
  void isAsDescribed() {
    String described =
        new Harness.Setup()
            .topology(new FakeRegistry(), new SimpleMeterRegistry())
            .describe()
            .toString();

    assertThat(described)
        .isEqualToNormalizingNewlines(
            new String(Raws.file("topology.txt"), StandardCharsets.UTF_8));
  }
}
