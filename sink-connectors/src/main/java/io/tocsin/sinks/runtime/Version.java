package io.tocsin.sinks.runtime;

import java.util.Comparator;

/// Which decision on an event: (revision, decision number) orders all decisions of one event, the
/// highest stands.
///
/// @param revision the canonical revision, from 1
/// @param decisionNumber the decision on that revision, from 1; 0 is the revision itself
public record Version(int revision, int decisionNumber) implements Comparable<Version> {
  private static final Comparator<Version> ORDER =
      Comparator.comparingInt(Version::revision).thenComparingInt(Version::decisionNumber);

  @Override
  public int compareTo(Version other) {
    return ORDER.compare(this, other);
  }
}
