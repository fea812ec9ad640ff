package io.tocsin.sinks.outward;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.sinks.http.Reply;
import io.tocsin.sinks.routed.RoutedText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What destinations have in common in how they decline.
public final class Verdicts {
  private static final int MOST_TEXTS = 8;

  private Verdicts() {}

  /// What an answer without success means where its destination says nothing of its status: a
  /// redirect, or 403, 404, 405, 407, 410 is said of the address and not of what was sent; 413, 414
  /// can never be taken; all else is refused.
  public static Answer declined(Reply.Answered reply) {
    return declined(reply, words(reply));
  }

  /// The same with the words of one who knows where they stand.
  public static Answer declined(Reply.Answered reply, String said) {
    return switch (reply.status()) {
      case 403, 404, 405, 407, 410 -> new Answer.Away(said);
      case 413, 414 -> new Answer.Poison(said);
      default ->
          reply.status() / 100 == 3
              ? new Answer.Away(said + "; redirects are not followed")
              : new Answer.Refused(said);
    };
  }

  /// The words of an answer: its status and every text of its JSON, whatever their names. Of a body
  /// that is no JSON nothing is said.
  public static String words(Reply.Answered reply) {
    var texts = new ArrayList<String>();
    collect(reply.json(), texts);
    return words(reply.status(), texts);
  }

  /// A status and words beside it, empty ones left out.
  public static String words(int status, List<String> texts) {
    return RoutedText.plain(
        Stream.concat(Stream.of("HTTP " + status), texts.stream())
            .filter(text -> !text.isBlank())
            .collect(Collectors.joining(": ")));
  }

  private static void collect(JsonNode node, List<String> texts) {
    if (node.isTextual() && texts.size() < MOST_TEXTS) {
      texts.add(node.textValue());
    }
    node.forEach(child -> collect(child, texts));
  }
}
