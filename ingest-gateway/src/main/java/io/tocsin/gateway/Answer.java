package io.tocsin.gateway;

import java.util.List;

/// What the sender is told.
sealed interface Answer {
  /// 202: the event is in the log.
  record Accepted(String receipt) implements Answer {}

  /// 202: every event of the batch is in the log.
  record AcceptedBatch(List<RecordOutcome> receipts) implements Answer {}

  /// 200: what an export says, row by row; nothing was published.
  record Read(List<ExportRow> rows) implements Answer {}

  /// 204: a sign of life, nothing to record.
  record Nothing() implements Answer {}

  /// Everything else.
  record Refused(Problem problem) implements Answer {}

  /// A refusal without records.
  static Answer refused(ProblemKind kind, String detail) {
    return new Refused(Problem.of(kind, detail));
  }
}
