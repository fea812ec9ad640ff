package io.tocsin.policy.site;

import io.tocsin.policy.index.SortedText;
import io.tocsin.schemas.Evidence;
import io.tocsin.schemas.EvidenceKind;
import java.util.Comparator;

/// One join of an event to another.
///
/// @param other event key of the other
/// @param source the other's source
/// @param kind what joins them
/// @param detail the same in words
record Tie(String other, String source, EvidenceKind kind, String detail) {
  /// The operator's word first, then references, then windows.
  static final Comparator<Tie> WEIGHT =
      Comparator.<Tie>comparingInt(
              tie ->
                  switch (tie.kind()) {
                    case RULING -> 0;
                    case REFERENCE -> 1;
                    case WINDOW -> 2;
                    case OTHER -> 3;
                  })
          .thenComparing(Tie::other, SortedText.ORDER);

  Evidence evidence() {
    return new Evidence(other, kind, detail);
  }
}
