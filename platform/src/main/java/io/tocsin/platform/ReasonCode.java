package io.tocsin.platform;

/// Stable codes of why a record was dead-lettered. Operators filter, count and alert by them; each
/// says what to do.
public enum ReasonCode {
  /// The record's envelope is no Avro record of the expected schema. Find out who writes to the
  /// topic beside the gateway.
  UNREADABLE_ENVELOPE,
  /// The record has no value. Find out who deletes from a log that is never compacted.
  NO_VALUE,
  /// The body is not what its media type says. Look at the raw bytes with the sender.
  UNREADABLE_BODY,
  /// The body was too large for the topic, and the object store no longer has it, or has other
  /// bytes in its place. Bring the object back from the store's backup or ask the sender for it,
  /// then replay.
  BODY_MISSING,
  /// Neither an id nor enough stable fields to make one. Complete the source's pointers, then
  /// replay.
  NO_IDENTITY,
  /// No adapter for the vendor named in the record. Upgrade the normalizer, then replay.
  UNKNOWN_VENDOR,
  /// Only in a replay: the raw record is older than the normalizer's horizon, and what it knew of
  /// the record's event may be forgotten, so the event would begin anew at revision 1. Where it
  /// never was an event, lengthen the horizon, then replay.
  FORGOTTEN,
  /// A sink's store refuses the row for ever, for example a value out of range. Mend data or
  /// schema, then redrive.
  REFUSED_ROW,
  /// What a sink must send can never be taken by the system outside, as its data or the sink's
  /// configuration stands. Mend either, then redrive.
  UNDELIVERABLE,
  /// Not dead: the record waits in a retry topic for its next try.
  WAITS_FOR_RETRY,
  /// Whether the system outside has acted could not be found out in all tries. Look there, then
  /// redrive.
  OUTCOME_UNKNOWN,
  /// Tried after every delay and still failing. Read the reason, mend the cause, then redrive.
  RETRIES_EXHAUSTED
}
