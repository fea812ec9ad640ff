package io.tocsin.policy.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class DecidedTest {
  private static final String HASH = "ab".repeat(32);
  private static final String OTHER = "cd".repeat(32);

  @Test
  void whatIsStoredIsReadAgain() {
    Decided decided =
        Decided.first(2, HASH).newer(5, OTHER).again(HASH).late(4).newer(6, OTHER).late(1);

    assertThat(decided).isEqualTo(new Decided(6, 1, OTHER, List.of(1, 2, 4, 5)));
    assertThat(Decided.of(decided.toBytes())).isEqualTo(decided);
    assertThat(Decided.of(Decided.first(1, HASH).toBytes())).isEqualTo(Decided.first(1, HASH));
  }

  @Test
  void aFormatOfALaterVersionIsNotGuessedAt() {
    byte[] bytes = Decided.first(1, HASH).toBytes();
    bytes[0] = 2;

    assertThatThrownBy(() -> Decided.of(bytes)).hasMessageContaining("format 2");
  }
}
