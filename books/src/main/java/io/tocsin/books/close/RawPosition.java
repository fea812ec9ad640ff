package io.tocsin.books.close;

/// Where a raw record is in Kafka.
record RawPosition(String topic, int partition, long offset) {
  /// As operators write it, for example `raw.tracktik/0/17`.
  @Override
  public String toString() {
    return "%s/%d/%d".formatted(topic, partition, offset);
  }
}
