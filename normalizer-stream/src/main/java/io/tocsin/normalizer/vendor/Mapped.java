package io.tocsin.normalizer.vendor;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a vendor's adapter made of a body.
public sealed interface Mapped {
  /// The body could be read.
  ///
  /// @param statement what it said; without time, which is read by its road's settings, and without
  /// attachments
  /// @param carried photos, notes, links and files that came with it, not yet in the object store
  /// @param withheld words of the body that must not be shown; empty once they have been taken out
  record Said(Statement statement, List<Carried> carried, List<Withheld> withheld)
      implements Mapped {
    public Said {
      carried = List.copyOf(carried);
      withheld = List.copyOf(withheld);
    }

    /// A statement from which nothing has to be taken out.
    public Said(Statement statement, List<Carried> carried) {
      this(statement, carried, List.of());
    }

    /// A statement with nothing beside it.
    public static Said of(Statement statement) {
      return new Said(statement, List.of());
    }

    /// Words only in number: they are personal.
    @Override
    public String toString() {
      return "Said[carried=%d, withheld=%d]".formatted(carried.size(), withheld.size());
    }
  }

  /// The body is not what it should be.
  ///
  /// @param reason what is wrong with it, in a sentence without anything of its content
  record Unreadable(String reason) implements Mapped {}

  /// Something that came with an event.
  ///
  /// @param kind a symbol of AttachmentKind
  /// @param mediaType media type, where known
  /// @param bytes what came; null where the body names it and does not bring it
  /// @param broken whether it came in an encoding that cannot be undone
  @SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
  record Carried(
      String kind, @Nullable String mediaType, byte @Nullable [] bytes, boolean broken) {}

  /// Words that must not be shown, wherever else in the statement they occur.
  ///
  /// @param why name of the rule: [#CONFIDENTIAL] or [#PERSONAL]
  /// @param words the words, as they stand in the body
  record Withheld(String why, String words) {
    /// The vendor marks them.
    public static final String CONFIDENTIAL = "confidential";

    /// They stand at a place that the settings or the vendor's documentation call personal.
    public static final String PERSONAL = "personal";

    @Override
    public String toString() {
      return "Withheld[why=%s]".formatted(why);
    }
  }
}
