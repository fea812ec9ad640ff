package io.tocsin.normalizer;

import io.tocsin.schemas.Outcome;
import io.tocsin.schemas.Position;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// What a raw record with an identity and a readable body is: the truth table. The first row that
/// fits counts.
///
/// | what is remembered of the event | this record | is |
/// |---|---|---|
/// | nothing, or what is older than the horizon | any | NEW |
/// | its raw position, as a revision's | any | that NEW or REVISION again |
/// | its raw position or a later one, and its statement is stale ([Layers.Effect#STALE]) | any |
/// the DUPLICATE again, of the revision that stood before it |
/// | anything else | the content is now that of the present revision | DUPLICATE |
/// | anything else | the content is now another | REVISION n+1 |
///
/// "The content" is that of all layers together, mapped as configured today. A record met for the
/// first time may therefore be a REVISION although it says nothing new: when a mapping or a site
/// has changed since. A record met again never is, and changes nothing that is remembered.
///
/// @param outcome what became of it
/// @param revision the revision that it made, or of which it is a duplicate
/// @param changes how often a layer had changed when that revision was made
/// @param move the move to another site that the record made; null where it made none
public record Judgement(Outcome outcome, int revision, int changes, @Nullable SeenMove move) {
  /// Judges a record that was taken before; null where it was not.
  ///
  /// @param effect what its statement does to the layers
  static @Nullable Judgement again(SeenEvent seen, Position at, Layers.Effect effect) {
    for (SeenRevision made : seen.getRevisions()) {
      if (Positions.same(made.getAt(), at)) {
        return again(made.getRevision() == 1 ? Outcome.NEW : Outcome.REVISION, made);
      }
    }
    if (effect != Layers.Effect.STALE || !Positions.upTo(seen.getLast(), at)) {
      return null;
    }
    SeenRevision stood =
        seen.getRevisions().stream()
            .filter(made -> !Positions.upTo(made.getAt(), at))
            .max(Comparator.comparingLong(made -> made.getAt().getOffset()))
            .orElse(seen.getRevisions().getFirst());
    return again(Outcome.DUPLICATE, stood);
  }

  /// Judges a record that was not taken before by the content of its event.
  ///
  /// @param layers what is said of the event now
  /// @param siteKey its site key now
  static Judgement first(
      @Nullable SeenEvent seen, Layers layers, String contentHash, String siteKey) {
    if (seen == null) {
      return new Judgement(Outcome.NEW, 1, layers.changes(), null);
    }
    SeenRevision present = seen.getRevisions().getLast();
    return present.getContentHash().equals(contentHash)
        ? again(Outcome.DUPLICATE, present)
        : new Judgement(
            Outcome.REVISION,
            present.getRevision() + 1,
            layers.changes(),
            move(seen.getSiteKey(), siteKey));
  }

  private static @Nullable SeenMove move(String from, String to) {
    return from.equals(to) ? null : new SeenMove(from, to);
  }

  private static Judgement again(Outcome outcome, SeenRevision revision) {
    return new Judgement(
        outcome,
        revision.getRevision(),
        revision.getChanges(),
        outcome == Outcome.DUPLICATE ? null : revision.getMove());
  }
}
