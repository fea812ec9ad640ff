package io.tocsin.books.proof;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// What seals a closed day: the root of its tree, the hash of its documents and the head of the day
/// before. Who knows the hash of a head knows whether anything in that day or before it was
/// changed.
///
/// It holds no money: a client gets it with his lines, and a sum of all clients less his own would
/// be the others'.
///
/// @param format which columns of a row are hashed, see [FactTables]
/// @param close number of the close, from 1 without a gap
/// @param day the day that was closed, in the zone
/// @param zone in which a day begins at midnight
/// @param at when it was closed, UTC, to the microsecond
/// @param cut how far it reaches into the raw topics
/// @param leaves how many leaves the tree has
/// @param root of the tree, hex
/// @param documents SHA-256 of the day's `SHA256SUMS`, hex, which has that of every document
/// @param previous hash of the head before; null for the first close
public record Head(
    int format,
    long close,
    LocalDate day,
    ZoneId zone,
    Instant at,
    Cut cut,
    int leaves,
    String root,
    String documents,
    @Nullable String previous) {
  /// The format that is written today.
  public static final int FORMAT = 1;

  // A leaf begins with 0 and a node with 1: none of the three can be taken for another.
  private static final byte PREFIX = 2;

  public Head {
    at = at.truncatedTo(ChronoUnit.MICROS);
    if (close < 1 || (close == 1) != (previous == null)) {
      throw new IllegalArgumentException(
          "close %d: every close but the first follows another".formatted(close));
    }
  }

  /// The head as it is hashed, mailed and kept: one line of canonical JSON.
  public String document() {
    ObjectNode members = CanonicalJson.object();
    members
        .put("at", at.toString())
        .put("close", close)
        .put("day", day.toString())
        .put("documents", documents)
        .put("format", format)
        .put("leaves", leaves)
        .put("root", root)
        .put("zone", zone.getId())
        .set("cut", cut.object());
    if (previous != null) {
      members.put("previous", previous);
    }
    return CanonicalJson.write(members);
  }

  /// The hash of the head, hex: what is to be kept elsewhere, and what the next head names.
  public String hash() {
    return Hashes.hex(Hashes.of(PREFIX, document().getBytes(StandardCharsets.UTF_8)));
  }

  /// Reads a head.
  ///
  /// @throws NotAsSealed where the text is not exactly one
  public static Head read(String document) throws NotAsSealed {
    CanonicalJson.Members members = CanonicalJson.read(document);
    try {
      var head =
          new Head(
              members.integer("format"),
              members.number("close"),
              LocalDate.parse(members.text("day")),
              ZoneId.of(members.text("zone")),
              Instant.parse(members.text("at")),
              Cut.read(members.members("cut")),
              members.integer("leaves"),
              members.text("root"),
              members.text("documents"),
              members.textOrNull("previous"));
      if (head.document().equals(document)) {
        return head;
      }
    } catch (DateTimeException | IllegalArgumentException e) {
      throw new NotAsSealed("it has a value that no head can have");
    }
    throw new NotAsSealed("it says something that no head says");
  }
}
