package io.tocsin.normalizer;

import io.tocsin.platform.ReasonCode;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.EventMoved;
import io.tocsin.schemas.Outcome;
import io.tocsin.schemas.RawEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a raw record was found to be.
public sealed interface Finding {
  /// It is no event.
  ///
  /// @param code why
  /// @param reason why, in a sentence without content
  /// @param raw its envelope, where that was readable
  /// @param eventKey its event key, where it has one
  record Refused(ReasonCode code, String reason, @Nullable RawEvent raw, @Nullable String eventKey)
      implements Finding {}

  /// It tells of an event.
  ///
  /// @param record the raw record
  /// @param raw its envelope
  /// @param eventKey its event key
  /// @param judgement what the truth table says of it
  /// @param before what was remembered of its event; null where that was nothing
  /// @param known the same, or what is fixed by this record where it was nothing
  /// @param after what is to be remembered from now on; null where nothing changes
  /// @param rewritten whether it said something else than its road had said before
  /// @param content the event's content
  /// @param hash hash over the content
  /// @param ignored names of the facts that it gave in vain
  /// @param redactions names of the rules that took something out of it
  record Judged(
      RawRecord record,
      RawEvent raw,
      String eventKey,
      Judgement judgement,
      @Nullable SeenEvent before,
      SeenEvent known,
      @Nullable SeenEvent after,
      boolean rewritten,
      Content content,
      String hash,
      List<String> ignored,
      List<String> redactions)
      implements Finding {
    public Judged {
      ignored = List.copyOf(ignored);
      redactions = List.copyOf(redactions);
    }

    /// What became of it.
    public Outcome outcome() {
      return judgement.outcome();
    }

    /// The revision that it made, or of which it is a duplicate.
    public int revision() {
      return judgement.revision();
    }

    /// The event's revision, as it goes out where this is no duplicate.
    public CanonicalEvent event() {
      return CanonicalEvents.of(this);
    }

    /// The event's move to another site; null where this made none.
    public @Nullable EventMoved moved() {
      SeenMove move = judgement.move();
      return move == null
          ? null
          : new EventMoved(
              eventKey, judgement.revision(), move.getFromSiteKey(), move.getToSiteKey());
    }
  }
}
