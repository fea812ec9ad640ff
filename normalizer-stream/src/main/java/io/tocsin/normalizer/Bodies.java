package io.tocsin.normalizer;

import io.tocsin.platform.objects.ObjectStore;
import io.tocsin.platform.objects.ObjectStoreAwayException;
import io.tocsin.platform.objects.Stored;
import io.tocsin.schemas.ObjectRef;
import io.tocsin.schemas.RawEvent;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Gets the bodies of raw records: out of the record, or out of the object store where the record
/// holds a claim check.
public final class Bodies {
  private final @Nullable ObjectStore store;

  /// @param store where large bodies are; null where none is configured. Then a claim check is
  /// waited for, not given up: the body may be there and only the setting missing
  public Bodies(@Nullable ObjectStore store) {
    this.store = store;
  }

  /// What became of a body.
  sealed interface Body {
    /// The bytes as received.
    @SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
    record Found(byte[] bytes) implements Body {}

    /// They are gone for good.
    ///
    /// @param reason what was found instead, in a sentence
    record Gone(String reason) implements Body {}
  }

  /// The body of a record.
  ///
  /// @throws ObjectStoreAwayException where the object store is away or none is configured
  Body of(RawEvent raw) {
    ObjectRef claim = raw.getBodyObject();
    return claim == null ? new Body.Found(bytes(raw.getBody())) : claimed(claim);
  }

  private Body claimed(ObjectRef claim) {
    ObjectStore kept = store;
    if (kept == null) {
      throw new ObjectStoreAwayException(
          "a record's body is in the object store and none is configured: set tocsin.objects as"
              + " the gateway has it",
          new IllegalStateException("no object store"));
    }
    return switch (kept.get(claim)) {
      case Stored.Found found -> new Body.Found(found.bytes());
      case Stored.Missing _ -> new Body.Gone("the object store has no body under its claim check");
      case Stored.Altered _ ->
          new Body.Gone("the object store has another body than the one that was put there");
    };
  }

  private static byte[] bytes(ByteBuffer body) {
    byte[] bytes = new byte[body.remaining()];
    body.duplicate().get(bytes);
    return bytes;
  }
}
