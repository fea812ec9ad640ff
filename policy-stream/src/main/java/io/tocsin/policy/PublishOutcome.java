package io.tocsin.policy;

import java.util.List;

/// What came of publishing a rulebook.
public sealed interface PublishOutcome {
  /// It is published; events from its first service day on are decided by it at once.
  record Published(int version) implements PublishOutcome {}

  /// This version is there already, to the letter. Nothing was written.
  record AlreadyPublished(int version) implements PublishOutcome {}

  /// It was not published.
  ///
  /// @param reasons one sentence each, for the author
  record Refused(List<String> reasons) implements PublishOutcome {
    public Refused {
      reasons = List.copyOf(reasons);
    }
  }
}
