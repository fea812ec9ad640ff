package io.tocsin.books.leaks;

/// A way in which revenue gets lost.
public enum LeakKind {
  /// Events in review because nobody said what their code means.
  UNMAPPED_CODE("Map the code in code-mappings.yml, publish it, and replay what came before."),
  /// A rule makes events billable, and their client has no contract.
  NO_CONTRACT("Put the client's contract into the rulebook and publish it."),
  /// A site that has events, and never had a line.
  NEVER_BILLED("See whether its contract covers the site, and which rules its events meet."),
  /// A site that is billed, and has not been heard of.
  SILENT("Find out whether the site's link is down, or whether it left and is billed on."),
  /// A test window that stays open, or a test that no signal ends.
  ON_TEST("End it if the test is over: ./tocsin window close, or a ruling on the events."),
  /// A claim to a charge that stands otherwise, and nobody decided.
  CHARGE_CONFLICT("See both events with ./tocsin why and rule which of them is charged."),
  /// A line that has not arrived in a billing system for sure.
  BILLING_SINK("Mend what the sink says and redrive it; of an unknown outcome look there first.");

  private final String advice;

  LeakKind(String advice) {
    this.advice = advice;
  }

  /// What to do about it.
  public String advice() {
    return advice;
  }
}
