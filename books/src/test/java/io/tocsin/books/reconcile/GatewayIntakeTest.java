package io.tocsin.books.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// How rows are named to the gateway.
final class GatewayIntakeTest {
  @Test
  void neighboursAreOneRange() {
    var rows = new BitSet();
    rows.set(0);
    rows.set(3, 6);
    rows.set(9);

    assertThat(GatewayIntake.places(rows)).isEqualTo("0,3-5,9");
    assertThat(GatewayIntake.places(new BitSet())).isEmpty();
  }

  @Test
  void manyRowsAreHandedInInPartsThatAnAddressCanName() {
    var together = new BitSet();
    together.set(10, 12_010);
    var scattered = new BitSet();
    IntStream.range(0, 50_000).filter(row -> row % 2 == 0).forEach(scattered::set);

    assertThat(GatewayIntake.parts(together).stream().map(GatewayIntake::places))
        .containsExactly("10-5009", "5010-10009", "10010-12009");
    for (BitSet rows : List.of(together, scattered)) {
      List<BitSet> parts = GatewayIntake.parts(rows);
      assertThat(parts.stream().flatMapToInt(BitSet::stream).boxed())
          .containsExactlyElementsOf(rows.stream().boxed().toList());
      assertThat(parts)
          .allSatisfy(part -> assertThat(GatewayIntake.places(part)).hasSizeLessThan(3_100));
    }
    assertThat(GatewayIntake.parts(new BitSet())).isEmpty();
  }
}
