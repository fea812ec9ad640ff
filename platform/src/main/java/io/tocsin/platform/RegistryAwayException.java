package io.tocsin.platform;

import org.apache.kafka.common.errors.RetriableException;

/// The schema registry does not answer, so nobody can say yet what a record is. An outage in the
/// sense of [StreamsRunner#isOutage]: nothing is skipped, the record is read again.
public final class RegistryAwayException extends RetriableException {
  public RegistryAwayException(String message, Throwable cause) {
    super(message, cause);
  }
}
