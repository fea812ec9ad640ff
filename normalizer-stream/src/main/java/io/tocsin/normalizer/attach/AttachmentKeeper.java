package io.tocsin.normalizer.attach;

import io.tocsin.normalizer.vendor.Attached;
import io.tocsin.normalizer.vendor.Mapped.Carried;
import io.tocsin.platform.objects.ObjectStore;
import io.tocsin.schemas.AttachmentState;
import io.tocsin.schemas.ObjectRef;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts what came with an event into the object store; claim checks are what is left.
///
/// What is no valid encoding or too large is UNREADABLE, what the body only names is MISSING; both
/// are states of the attachment, and the event goes on. An object store that is away throws, so
/// that the stream waits and meets the record again.
public final class AttachmentKeeper {
  /// Most attachments of one delivery that are kept; where there are more, one UNREADABLE entry
  /// stands for the rest, which the raw record has.
  static final int MOST = 20;

  private static final String UNKNOWN_TYPE = "application/octet-stream";

  private final ObjectStore objects;
  private final long maxBytes;

  /// @param objects the object store
  /// @param maxBytes largest attachment that is kept, in bytes
  public AttachmentKeeper(ObjectStore objects, long maxBytes) {
    if (maxBytes < 1) {
      throw new IllegalArgumentException("tocsin.normalizer.max-attachment-bytes must be above 0");
    }
    this.objects = objects;
    this.maxBytes = maxBytes;
  }

  /// What came, as the statement names it, in its order.
  ///
  /// @throws io.tocsin.platform.objects.ObjectStoreAwayException where the object store is away
  public List<Attached> kept(List<Carried> carried) {
    var kept = new LinkedHashSet<Attached>(); // The same photo twice is one.
    carried.stream().limit(MOST).map(this::kept).forEach(kept::add);
    if (carried.size() > MOST) {
      kept.add(not(carried.get(MOST), AttachmentState.UNREADABLE));
    }
    return List.copyOf(kept);
  }

  private Attached kept(Carried one) {
    byte[] bytes = one.bytes();
    if (one.broken() || (bytes != null && bytes.length > maxBytes)) {
      return not(one, AttachmentState.UNREADABLE);
    }
    if (bytes == null || bytes.length == 0) {
      return not(one, AttachmentState.MISSING);
    }
    String mediaType = one.mediaType();
    ObjectRef at = objects.put(bytes, mediaType == null ? UNKNOWN_TYPE : mediaType);
    return attached(one, AttachmentState.STORED, at);
  }

  private static Attached not(Carried one, AttachmentState state) {
    return attached(one, state, null);
  }

  private static Attached attached(Carried one, AttachmentState state, @Nullable ObjectRef at) {
    return Attached.newBuilder()
        .setKind(one.kind())
        .setState(state.name())
        .setMediaType(one.mediaType())
        .setSha256(at == null ? null : at.getSha256())
        .setSize(at == null ? null : at.getSize())
        .build();
  }
}
