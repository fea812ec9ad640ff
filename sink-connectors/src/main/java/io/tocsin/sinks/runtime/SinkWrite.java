package io.tocsin.sinks.runtime;

/// One row of `sink_writes`: what a sink last did about an event.
///
/// @param eventKey the event
/// @param version the version it acted on
/// @param status how it ended
/// @param detail the sink's answer in a few words, for the story of the event; no payload
/// @param attempts how often this version was tried
public record SinkWrite(
    String eventKey, Version version, WriteStatus status, String detail, int attempts) {
  private static final int MAX_DETAIL = 500;

  public SinkWrite {
    detail = detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL);
  }
}
