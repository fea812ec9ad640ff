package io.tocsin.sinks.runtime;

/// Says that what a sink needs is away: the whole batch waits and is done again from its start.
public final class OutageException extends RuntimeException {
  public OutageException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
