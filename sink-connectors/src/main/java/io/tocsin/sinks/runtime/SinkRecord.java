package io.tocsin.sinks.runtime;

import org.apache.avro.specific.SpecificRecord;

/// One decoded record for a sink.
///
/// @param value what it says
/// @param attempt which try this is; 1 is the first
public record SinkRecord(SpecificRecord value, int attempt) {}
