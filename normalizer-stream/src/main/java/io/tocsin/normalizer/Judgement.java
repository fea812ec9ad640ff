package io.tocsin.normalizer;

import io.tocsin.schemas.Outcome;
import io.tocsin.schemas.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a raw record with an identity and a readable body is: the truth table.
///
/// | what was seen of the event | this record | is |
/// |---|---|---|
/// | nothing | any | NEW |
/// | its raw position, as a revision's | any content | that NEW or REVISION again |
/// | its raw position, as the last one | any content | the same again |
/// | a later raw position | content of a known revision | DUPLICATE: a replay of a duplicate |
/// | anything else | content of the present revision | DUPLICATE |
/// | anything else | other content | REVISION n+1 |
///
/// @param outcome what became of it
/// @param revision the revision that it made, or of which it is a duplicate
/// @param again whether it was taken before; then nothing new is remembered
record Judgement(Outcome outcome, int revision, boolean again) {
  static Judgement of(@Nullable SeenEvent seen, Position at, String contentHash) {
    if (seen == null) {
      return new Judgement(Outcome.NEW, 1, false);
    }
    List<SeenRevision> revisions = seen.getRevisions();
    SeenRevision present = revisions.getLast();
    for (SeenRevision revision : revisions) {
      if (isAt(revision.getAt(), at)) {
        return new Judgement(
            revision.getRevision() == 1 ? Outcome.NEW : Outcome.REVISION,
            revision.getRevision(),
            true);
      }
    }
    if (isAt(seen.getLast(), at)) {
      return new Judgement(
          Outcome.valueOf(seen.getLastOutcome().name()), present.getRevision(), true);
    }
    if (isBefore(at, seen.getLast())) {
      for (SeenRevision revision : revisions.reversed()) {
        if (isBefore(revision.getAt(), at) && revision.getContentHash().equals(contentHash)) {
          return new Judgement(Outcome.DUPLICATE, revision.getRevision(), true);
        }
      }
    }
    return present.getContentHash().equals(contentHash)
        ? new Judgement(Outcome.DUPLICATE, present.getRevision(), false)
        : new Judgement(Outcome.REVISION, present.getRevision() + 1, false);
  }

  private static boolean isAt(SeenPosition seen, Position at) {
    return seen.getOffset() == at.getOffset() && samePartition(seen, at);
  }

  private static boolean isBefore(Position at, SeenPosition seen) {
    return at.getOffset() < seen.getOffset() && samePartition(seen, at);
  }

  private static boolean isBefore(SeenPosition seen, Position at) {
    return seen.getOffset() < at.getOffset() && samePartition(seen, at);
  }

  private static boolean samePartition(SeenPosition seen, Position at) {
    return seen.getPartition() == at.getPartition() && seen.getTopic().equals(at.getTopic());
  }
}
