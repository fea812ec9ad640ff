package io.tocsin.books.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
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
}
