package io.tocsin.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.schemas.CanonicalEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The canonical revisions of an event are 1, 2, 3 and so on, each of them once, and in this order
/// where they stand in one partition. An event that moved to another site may stand in two.
final class RevisionsHaveNoGap implements Guarantee {
  @Override
  public void check(Records records) {
    Map<String, List<Integer>> all = new HashMap<>();
    Map<String, Integer> last = new HashMap<>();
    for (Records.Event event : records.canonical()) {
      CanonicalEvent value = event.value();
      all.computeIfAbsent(value.getEventKey(), _ -> new ArrayList<>()).add(value.getRevision());
      String place = value.getEventKey() + " in partition " + event.record().partition();
      Integer before = last.put(place, value.getRevision());
      assertThat(value.getRevision()).as(place).isGreaterThan(before == null ? 0 : before);
    }
    all.forEach(
        (event, revisions) ->
            assertThat(revisions.stream().sorted().toList())
                .as("revisions of %s", event)
                .isEqualTo(IntStream.rangeClosed(1, revisions.size()).boxed().toList()));
    assertThat(all.keySet())
        .isEqualTo(
            records.deliveries().stream()
                .filter(d -> d.value().getRevision() != null)
                .map(d -> d.value().getEventKey())
                .collect(Collectors.toSet()));
  }
}
