package io.tocsin.sinks.runtime;

import java.time.Instant;

/// Where a record was first read, also where it has come back by a retry topic since.
///
/// @param topic the topic
/// @param partition its partition
/// @param offset its offset
/// @param timestamp the record's timestamp, UTC
/// @param key the record's key as text; empty where it has none
public record Origin(String topic, int partition, long offset, Instant timestamp, String key) {}
