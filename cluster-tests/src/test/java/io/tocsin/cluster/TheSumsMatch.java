package io.tocsin.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.schemas.Outcome;

/// Accepted = new + revision + duplicate + dead-lettered; each new event and each revision is one
/// canonical record, each dead-lettered delivery one dead letter.
final class TheSumsMatch implements Guarantee {
  @Override
  public void check(Records records) {
    long created = count(records, Outcome.NEW);
    long revised = count(records, Outcome.REVISION);
    long duplicates = count(records, Outcome.DUPLICATE);
    long dead = count(records, Outcome.DEAD_LETTERED);
    System.out.printf(
        "accepted=%d new=%d revision=%d duplicate=%d dead-lettered=%d%n",
        records.raw().size(), created, revised, duplicates, dead);

    assertThat(created + revised + duplicates + dead).isEqualTo(records.raw().size());
    assertThat(records.canonical()).hasSize((int) (created + revised));
    assertThat(records.deadLetters()).hasSize((int) dead);
    assertThat(created).as("a load that has all of them").isPositive();
    assertThat(revised).isPositive();
    assertThat(duplicates).isPositive();
    assertThat(dead).isPositive();
  }

  private static long count(Records records, Outcome outcome) {
    return records.deliveries().stream().filter(d -> d.value().getOutcome() == outcome).count();
  }
}
