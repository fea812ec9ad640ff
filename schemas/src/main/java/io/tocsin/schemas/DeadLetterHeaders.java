package io.tocsin.schemas;

/// Names of the headers that a dead letter or a retry record carries beside the original's own
/// headers. The original key and value bytes are kept as they were, so that a dead letter can be
/// replayed byte for byte.
///
/// All values are UTF-8 text; times are ISO 8601 in UTC.
public final class DeadLetterHeaders {
  /// Stage or sink that gave up, for example `normalizer` or `billing`.
  public static final String STAGE = "tocsin.dlq.stage";

  /// Stable reason code.
  public static final String REASON_CODE = "tocsin.dlq.reason-code";

  /// A sentence for the operator, without payload, at most 500 characters.
  public static final String REASON = "tocsin.dlq.reason";

  /// Topic that the original record was read from first.
  public static final String TOPIC = "tocsin.dlq.original-topic";

  /// Partition of the original record, decimal.
  public static final String PARTITION = "tocsin.dlq.original-partition";

  /// Offset of the original record, decimal.
  public static final String OFFSET = "tocsin.dlq.original-offset";

  /// Timestamp of the original record.
  public static final String TIMESTAMP = "tocsin.dlq.original-timestamp";

  /// How often it was tried, decimal.
  public static final String ATTEMPTS = "tocsin.dlq.attempts";

  /// When it first failed.
  public static final String FIRST_FAILED_AT = "tocsin.dlq.first-failed-at";

  /// On a retry record: not to be tried before this time.
  public static final String NOT_BEFORE = "tocsin.retry.not-before";

  /// On a retry record that an operator put back: which redrive did it. Stays on what becomes of
  // it.
  public static final String REDRIVE_ID = "tocsin.redrive.id";

  /// On every raw record: the receipt, so that even an unreadable value can be named.
  public static final String RECEIPT = "tocsin.receipt";

  private DeadLetterHeaders() {}
}
