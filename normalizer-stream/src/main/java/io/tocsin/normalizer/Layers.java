package io.tocsin.normalizer;

import io.tocsin.normalizer.vendor.Statement;
import io.tocsin.schemas.Position;
import io.tocsin.schemas.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What the roads have said of one event: for each road's rank, and on it for each part, the last
/// statement.
///
/// A statement replaces only the one of its own rank and part, and not where it is older: by the
/// source's own order where both have one, or by its raw position. The event's content is the merge
/// of all layers, the richest road first, on one road the highest order first (none lowest), and
/// among equals the one that changed last first. So a poorer road fills gaps and never erases, and
/// it does not matter which road was faster.
///
/// There are at most [#MAX] layers. Where one more would come, the last in that order is merged
/// away into the lowest layer of all, the remainder, which no statement replaces: the event's
/// content stays as it was, and what it said can be overruled but not taken back.
///
/// @param bestFirst the layers in the order in which they are merged
record Layers(List<SeenLayer> bestFirst) {
  /// Layers of one event, the remainder among them.
  static final int MAX = 16;

  /// Largest statement in bytes, as it is remembered: all layers of an event together must fit into
  /// one record of the changelog.
  static final int MAX_STATEMENT = 128 * 1024;

  private static final int REMAINDER = 9;
  private static final Comparator<SeenLayer> BEST_FIRST =
      Comparator.comparingInt(SeenLayer::getRank)
          .thenComparing(
              layer -> layer.getStatement().getOrder(),
              Comparator.nullsLast(Comparator.reverseOrder()))
          .thenComparing(SeenLayer::getChanged, Comparator.reverseOrder());

  /// Nothing was said.
  static final Layers NONE = new Layers(List.of());

  Layers {
    bestFirst = bestFirst.stream().sorted(BEST_FIRST).toList();
  }

  /// What a statement did.
  enum Effect {
    /// Nothing was said on its road, or of its part, before.
    ADDED,
    /// It took the place of another one.
    REPLACED,
    /// It said the same again.
    CONFIRMED,
    /// It is older than what stands.
    STALE
  }

  /// The layers after a statement.
  ///
  /// @param layers all of them
  /// @param effect what it did
  record Told(Layers layers, Effect effect) {}

  /// Standing of a road: what it brings of an event is richer the lower its rank.
  static int rank(Transport road) {
    return switch (road) {
      case WEBHOOK, POLL -> 0; // Both are the source's own record of the event.
      case EXPORT -> 1;
      case MAILBOX -> 2;
    };
  }

  /// What is remembered of an event.
  static Layers of(@Nullable SeenEvent seen) {
    return seen == null ? NONE : new Layers(seen.getLayers());
  }

  /// The layers after a statement that came by a road and stands at a raw position.
  Told told(Transport road, Statement said, Position at) {
    SeenLayer own = own(rank(road), said.getPart());
    SeenLayer older = own == null ? own(REMAINDER, null) : own;
    if (older != null && Positions.upTo(older.getAt(), at)) {
      return new Told(this, Effect.STALE);
    }
    if (own == null) {
      return new Told(with(null, layer(road, said, changes() + 1, at)), Effect.ADDED);
    }
    if (outOfOrder(said, own.getStatement())) {
      return new Told(this, Effect.STALE);
    }
    return said.equals(own.getStatement())
        ? new Told(with(own, layer(road, said, own.getChanged(), at)), Effect.CONFIRMED)
        : new Told(with(own, layer(road, said, changes() + 1, at)), Effect.REPLACED);
  }

  /// The layers after a statement that is told again in a replay. The same raw record may say
  /// something else now, since an adapter, a source's settings or a redaction rule has changed:
  /// that takes the place of what it said before. Anything else is told as ever.
  Told toldAgain(Transport road, Statement said, Position at) {
    SeenLayer own = own(rank(road), said.getPart());
    if (own == null || !Positions.same(own.getAt(), at)) {
      return told(road, said, at);
    }
    return said.equals(own.getStatement())
        ? new Told(this, Effect.CONFIRMED)
        : new Told(with(own, layer(road, said, own.getChanged(), at)), Effect.REPLACED);
  }

  /// The layers as they stood when a revision was made by, or before, a record that is met again: a
  /// layer that has changed since is left out, and the record's own statement stands in its place.
  ///
  /// @param changes how often a layer had changed then
  Layers asOf(int changes, Transport road, Statement said, Position at) {
    var then =
        new ArrayList<>(bestFirst.stream().filter(layer -> layer.getChanged() <= changes).toList());
    if (then.stream().noneMatch(layer -> isOf(layer, rank(road), said.getPart()))) {
      then.add(layer(road, said, changes, at));
    }
    return new Layers(then);
  }

  /// The event's content.
  Statement merged() {
    return Merge.of(bestFirst.stream().map(SeenLayer::getStatement).toList());
  }

  /// How often a layer has changed.
  int changes() {
    return bestFirst.stream().mapToInt(SeenLayer::getChanged).max().orElse(0);
  }

  private Layers with(@Nullable SeenLayer old, SeenLayer layer) {
    var all = new ArrayList<>(bestFirst);
    all.remove(old);
    all.add(layer);
    return all.size() <= MAX ? new Layers(all) : new Layers(all).shortened();
  }

  /// Merges the two lowest layers into the remainder. The lowest one is the remainder already,
  /// unless this is done for the first time.
  private Layers shortened() {
    SeenLayer lowest = bestFirst.getLast();
    SeenLayer next = bestFirst.get(bestFirst.size() - 2);
    Statement both = Merge.of(List.of(next.getStatement(), lowest.getStatement()));
    var shorter = new ArrayList<>(bestFirst.subList(0, bestFirst.size() - 2));
    shorter.add(
        new SeenLayer(
            REMAINDER,
            null,
            Math.max(lowest.getChanged(), next.getChanged()),
            Positions.later(lowest.getAt(), next.getAt()),
            size(both) <= MAX_STATEMENT ? both : lowest.getStatement()));
    return new Layers(shorter);
  }

  /// Bytes that a statement takes when it is remembered.
  static int size(Statement said) {
    try {
      return said.toByteBuffer().remaining();
    } catch (IOException e) {
      throw new UncheckedIOException("a buffer in memory refused to be written", e);
    }
  }

  private @Nullable SeenLayer own(int rank, @Nullable String part) {
    return bestFirst.stream().filter(layer -> isOf(layer, rank, part)).findFirst().orElse(null);
  }

  private static boolean isOf(SeenLayer layer, int rank, @Nullable String part) {
    return layer.getRank() == rank && Objects.equals(layer.getPart(), part);
  }

  private static SeenLayer layer(Transport road, Statement said, int changed, Position at) {
    return new SeenLayer(rank(road), said.getPart(), changed, Positions.seen(at), said);
  }

  private static boolean outOfOrder(Statement said, Statement standing) {
    Long order = said.getOrder();
    Long stands = standing.getOrder();
    return order != null && stands != null && order < stands;
  }
}
