package io.tocsin.platform.registry;

import org.apache.kafka.common.errors.RetriableException;

/// The schema registry does not answer, or answers in a way that says nothing about a record, so
/// nobody can say yet what the record is. An outage in the sense of
/// [io.tocsin.platform.StreamsRunner#isOutage], which knows it by its supertype: nothing is
/// skipped, the record is tried again.
public final class RegistryAwayException extends RetriableException {
  private static final long serialVersionUID = 1L;

  public RegistryAwayException(String message) {
    super(message);
  }

  public RegistryAwayException(String message, Throwable cause) {
    super(message, cause);
  }
}
