package io.tocsin.schemas;

/// Names of the headers that a record of [Topics#REPLAY] carries beside the raw record's own: which
/// replay it belongs to, and where the raw record stands.
///
/// All values are UTF-8 text; times are ISO 8601 in UTC.
public final class ReplayHeaders {
  /// Name of the replay. Also on every record that the replay causes downstream.
  public static final String ID = "tocsin.replay.id";

  /// Topic of the raw record.
  public static final String TOPIC = "tocsin.replay.raw-topic";

  /// Its partition, decimal.
  public static final String PARTITION = "tocsin.replay.raw-partition";

  /// Its offset, decimal.
  public static final String OFFSET = "tocsin.replay.raw-offset";

  /// Its timestamp. The timestamp of the record itself is when it was replayed.
  public static final String TIMESTAMP = "tocsin.replay.raw-timestamp";

  private ReplayHeaders() {}
}
