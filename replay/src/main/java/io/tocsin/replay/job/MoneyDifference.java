package io.tocsin.replay.job;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

/// What a replay would change.
///
/// @param records raw records that it would send
/// @param unchanged of them those that would change nothing
/// @param revisions those that would make a revision of an event that is there
/// @param newEvents those that would make a new event
/// @param deadLetters those that would be dead letters again
/// @param clients sums, by client and currency
/// @param lines the lines that would be added or reversed, by client, event key, what
/// @param warnings why the difference may be incomplete, one sentence each; empty = it is complete
public record MoneyDifference(
    long records,
    long unchanged,
    long revisions,
    long newEvents,
    long deadLetters,
    List<ClientDifference> clients,
    List<LineDifference> lines,
    List<String> warnings) {
  /// A number of lines and their sum.
  ///
  /// @param lines how many
  /// @param amount exact; not negative, whatever the lines do
  public record Sum(long lines, BigDecimal amount) {}

  /// The sums of one client in one currency.
  ///
  /// @param clientId the client
  /// @param currency ISO 4217
  /// @param added lines that would be new
  /// @param reversed lines that stand and would be reversed
  /// @param unchanged lines of the replayed events that stand and would go on standing
  public record ClientDifference(
      String clientId, String currency, Sum added, Sum reversed, Sum unchanged) {}

  /// What would happen to a line.
  public enum What {
    /// It would be new.
    ADDED,
    /// It stands and would be reversed.
    REVERSED
  }

  /// A line that would be added or reversed.
  ///
  /// @param what which of both
  /// @param clientId the client
  /// @param eventKey the event behind it
  /// @param sku what is charged
  /// @param serviceDay the day it belongs to
  /// @param amount exact, not negative
  /// @param currency ISO 4217
  /// @param closedDay whether that day is closed, so that the line goes to an adjustment run
  public record LineDifference(
      What what,
      String clientId,
      String eventKey,
      String sku,
      LocalDate serviceDay,
      BigDecimal amount,
      String currency,
      boolean closedDay) {}

  public MoneyDifference {
    clients = List.copyOf(clients);
    lines = List.copyOf(lines);
    warnings = List.copyOf(warnings);
  }

  /// Whether nothing is left open.
  public boolean complete() {
    return warnings.isEmpty();
  }
}
