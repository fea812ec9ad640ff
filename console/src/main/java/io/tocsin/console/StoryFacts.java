package io.tocsin.console;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// The facts that a story is made of, in one snapshot.
interface StoryFacts {
  /// Raw records under a receipt, by position; at most [Story#MOST].
  List<Delivery> deliveriesOfReceipt(String receipt) throws SQLException;

  /// Events that hold, held or claim a charge key: the live one first, then the latest; at most
  /// [Story#MOST].
  List<String> eventsOfCharge(String chargeKey) throws SQLException;

  /// Deliveries of an event, oldest first; at most [Story#MOST].
  List<Delivery> deliveries(String eventKey) throws SQLException;

  /// Outcomes of all deliveries of an event.
  DeliveryCounts counts(String eventKey) throws SQLException;

  /// Revisions, oldest first; of more than [Story#MOST] the newest.
  List<Revision> revisions(String eventKey) throws SQLException;

  /// Decisions in their order; of more than [Story#MOST] the newest.
  List<Verdict> decisions(String eventKey) throws SQLException;

  /// The newest version of a test window; empty where nothing is recorded of it.
  Optional<TestWindow> testWindow(String id) throws SQLException;

  /// Rulings on an event, oldest first; of more than [Story#MOST] the newest.
  List<Ruling> rulings(String eventKey) throws SQLException;

  /// Invoice lines in their order; of more than [Story#MOST] the newest.
  List<InvoiceLine> lines(String eventKey) throws SQLException;

  /// Conflicts that the event raised; of more than [Story#MOST] the newest.
  List<Conflict> conflicts(String eventKey) throws SQLException;

  /// What each sink last did, by name of the sink; of one sink the newest first, at most
  /// [Story#MOST].
  List<SinkAnswer> sinks(String eventKey) throws SQLException;

  /// The CRM activity.
  Optional<Activity> activity(String eventKey) throws SQLException;

  /// The ticket.
  Optional<Ticket> ticket(String eventKey) throws SQLException;
}
