package io.tocsin.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class BodyReaderTest {
  @Test
  void readsUpToTheBoundAndNotBeyond() {
    assertThat(read(100_000, 100_000, Duration.ofMinutes(1)))
        .isInstanceOfSatisfying(
            BodyReader.Result.Whole.class, w -> assertThat(w.body()).hasSize(100_000));
    assertThat(read(100_001, 100_000, Duration.ofMinutes(1)))
        .isInstanceOf(BodyReader.Result.TooLarge.class);
    assertThat(read(0, 100_000, Duration.ofMinutes(1))).isInstanceOf(BodyReader.Result.Whole.class);
  }

  @Test
  void givesUpOnASlowSender() {
    assertThat(read(100, 1000, Duration.ofNanos(-1))).isInstanceOf(BodyReader.Result.TooSlow.class);
  }

  @Test
  void aSenderThatGoesAwayIsAValue() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("connection reset");
          }
        };

    assertThat(BodyReader.read(broken, 10, Duration.ofMinutes(1)))
        .isInstanceOf(BodyReader.Result.Broken.class);
  }

  private static BodyReader.Result read(int size, int bound, Duration within) {
    return BodyReader.read(new ByteArrayInputStream(new byte[size]), bound, within);
  }
}
