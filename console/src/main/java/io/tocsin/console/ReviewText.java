package io.tocsin.console;

import org.jspecify.annotations.Nullable;

/// The review queue as a table for a person.
final class ReviewText {
  private ReviewText() {}

  /// The page as text, each line ended by a line feed.
  static String of(ReviewQueue queue) {
    var text = new StringBuilder();
    text.append(
        "REVIEW QUEUE, %s, read at %s\n"
            .formatted(
                Words.count(queue.total(), "entry waits", "entries wait"),
                Words.time(queue.readAt())));
    if (!queue.items().isEmpty()) {
      text.append('\n').append(table(queue));
    }
    if (queue.next() != null) {
      text.append("\nThere are more: ask again with after=")
          .append(Words.printable(queue.next()))
          .append('\n');
    }
    return text.toString();
  }

  private static TextTable table(ReviewQueue queue) {
    var table =
        new TextTable()
            .left("waits since")
            .left("event")
            .left("client")
            .left("site")
            .left("reason")
            .left("what it says");
    for (ReviewItem item : queue.items()) {
      table.row(
          Words.time(item.since()),
          item.eventKey() + (item.lifeSafety() ? " (life safety)" : ""),
          orEmpty(item.clientId()),
          item.siteKey(),
          orEmpty(item.reasonCode()),
          item.reason());
    }
    return table;
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
