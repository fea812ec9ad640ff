package io.tocsin.sinks.outward;

/// What a look-up by key found.
public sealed interface Sighting {
  /// It exists.
  ///
  /// @param remoteId the destination's id of it
  record Found(String remoteId) implements Sighting {}

  /// It does not exist now. A request still under way may make it yet.
  record Absent() implements Sighting {}

  /// Only a person can tell: it exists more than once, or cannot be asked for.
  ///
  /// @param words what was found
  record Unclear(String words) implements Sighting {}

  /// The look-up itself did not succeed.
  ///
  /// @param answer why, as of a delivery; never [Answer.Stands]
  record Failed(Answer answer) implements Sighting {}
}
