package io.tocsin.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.schemas.EventMoved;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Where a revision stands under another site key than the one before it, and only there, the site
/// that was left is told once, in the partition in which the revision before stands.
final class EveryMoveIsToldOnce implements Guarantee {
  @Override
  public void check(Records records) {
    Map<String, Records.Event> last = new HashMap<>();
    List<String> expected = new ArrayList<>();
    records.canonical().stream()
        .sorted(Comparator.comparing(event -> event.value().getRevision()))
        .forEach(
            event -> {
              Records.Event before = last.put(event.value().getEventKey(), event);
              if (before != null
                  && !before.value().getSiteKey().equals(event.value().getSiteKey())) {
                expected.add(
                    told(
                        new EventMoved(
                            event.value().getEventKey(),
                            event.value().getRevision(),
                            before.value().getSiteKey(),
                            event.value().getSiteKey()),
                        before.record().partition()));
              }
            });

    assertThat(expected).as("a load in which events move").isNotEmpty();
    assertThat(
            records.moved().stream()
                .map(move -> told(move.value(), move.record().partition()))
                .toList())
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  private static String told(EventMoved move, int partition) {
    return move + " in partition " + partition;
  }
}
