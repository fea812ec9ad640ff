package io.tocsin.platform;

/// What kind of failure it was, which alone decides what happens next. Classified once, where it
/// occurs.
public enum FailureClass {
  /// The other side is away: pause, keep the record, try again; never dead-letter.
  OUTAGE,
  /// The other side asks us to slow down: wait as told.
  THROTTLED,
  /// This record can never succeed: dead-letter it now, go on with the next.
  POISON,
  /// The record may succeed later, the cause is not known: retry topics, then dead-letter.
  UNCERTAIN,
  /// The other side understood and declines: a person must look, the record does not leave.
  REFUSED,
  /// The effect may have happened: look before acting again.
  UNKNOWN_OUTCOME
}
