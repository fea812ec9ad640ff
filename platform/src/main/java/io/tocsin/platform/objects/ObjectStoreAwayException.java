package io.tocsin.platform.objects;

import java.io.Serial;
import org.apache.kafka.common.errors.RetriableException;

/// The object store cannot be reached, or refuses for now. Retriable, so that a stream pauses and
/// meets the record again.
public final class ObjectStoreAwayException extends RetriableException {
  @Serial private static final long serialVersionUID = 1L;

  /// @param message a sentence that an operator can act on
  public ObjectStoreAwayException(String message) {
    super(message);
  }

  /// @param message a sentence that an operator can act on
  /// @param cause what the file system or the S3 client said
  public ObjectStoreAwayException(String message, Throwable cause) {
    super(message);
    addSuppressed(cause); // Not as its cause: the innermost sentence is the one that is shown.
  }
}
