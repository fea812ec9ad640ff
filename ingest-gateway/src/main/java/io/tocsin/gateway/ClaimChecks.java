package io.tocsin.gateway;

import io.tocsin.platform.App;
import io.tocsin.platform.objects.ObjectStore;
import io.tocsin.platform.objects.ObjectStoreAwayException;
import io.tocsin.schemas.ObjectRef;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.util.IdentityHashMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decides where the body of an event is kept: in its raw record, or, where it is large and there
/// is an object store, there. It is stored before the record is written, so that no record points
/// to nothing; an object whose record was never written is left over and does no harm.
@Singleton
final class ClaimChecks {
  private static final Logger LOG = LoggerFactory.getLogger(ClaimChecks.class);
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

  private final @Nullable ObjectStore store;
  private final int largest;

  /// The claim checks of this app.
  ///
  /// @param store null = there is none, and every body stays in its record
  ClaimChecks(GatewaySettings settings, @Nullable ObjectStore store) {
    this.store = store;
    this.largest = settings.claimCheckBytes();
  }

  /// Where one body is.
  ///
  /// @param inline its bytes; empty where it is in the store
  /// @param object its claim check; null where it is not
  record Body(ByteBuffer inline, @Nullable ObjectRef object) {}

  /// Begins with a delivery.
  Bodies bodies() {
    return new Bodies();
  }

  /// The bodies of one delivery. Not safe for threads.
  final class Bodies {
    /// Several signals of one packet have the same bytes, which are stored once.
    private final IdentityHashMap<byte[], ObjectRef> kept = new IdentityHashMap<>();

    private boolean away;

    /// Keeps one body; empty where the store does not take it, or did not take one before it.
    Optional<Body> keep(byte[] body, String mediaType) {
      if (store == null || body.length <= largest) {
        return Optional.of(new Body(ByteBuffer.wrap(body), null));
      }
      if (away) {
        return Optional.empty(); // Whoever asks a store that is away again and again, waits long.
      }
      try {
        ObjectRef ref = kept.get(body);
        if (ref == null) {
          ref = store.put(body, mediaType);
          kept.put(body, ref);
        }
        return Optional.of(new Body(NOTHING, ref));
      } catch (ObjectStoreAwayException e) {
        away = true;
        LOG.warn("the object store does not take a body: {}", App.rootMessage(e));
        return Optional.empty();
      }
    }
  }
}
