package io.tocsin.gateway;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// What became of one element of a batch: it has a receipt or a reason.
///
/// @param index its place in the batch, from 0
/// @param receipt its receipt, where it is stored
/// @param reason kind of problem, where it is not
/// @param detail what the sender can do about it
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RecordOutcome(
    int index, @Nullable String receipt, @Nullable String reason, @Nullable String detail) {
  static RecordOutcome stored(int index, String receipt) {
    return new RecordOutcome(index, receipt, null, null);
  }

  static RecordOutcome failed(int index, ProblemKind kind, String detail) {
    return new RecordOutcome(index, null, kind.type(), detail);
  }
}
