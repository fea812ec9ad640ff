package io.tocsin.sinks.quickbooks;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.sinks.http.Reply;
import io.tocsin.sinks.outward.Answer;
import io.tocsin.sinks.outward.Outside;
import io.tocsin.sinks.routed.RoutedText;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What an answer of QuickBooks Online means: pure, no I/O.
sealed interface Verdict {
  /// It answers with what it was asked for.
  record Done(JsonNode answer) implements Verdict {}

  /// The number of the new invoice is taken, perhaps by the same invoice (6140).
  ///
  /// @param words its own
  record NumberTaken(String words) implements Verdict {}

  /// Everything else.
  record Not(Answer answer) implements Verdict {}

  /// Its codes for errors.
  final class Code {
    static final String THROTTLED = "003001";
    static final String STALE = "5010";
    static final String NUMBER_TAKEN = "6140";
    static final String NOT_FOUND = "610";
    static final String CREDENTIALS = "3200";

    private Code() {}
  }

  /// Judges an answer.
  static Verdict of(Reply.Answered reply, Clock clock) {
    JsonNode json = reply.json();
    Set<String> codes = codes(json);
    String words = words(json);
    if (codes.contains(Code.THROTTLED) || reply.body().contains("errorCode=" + Code.THROTTLED)) {
      return new Not(
          new Answer.Throttled(
              Outside.retryAfter(reply, clock), "QuickBooks throttles (" + Code.THROTTLED + ")"));
    }
    if (codes.contains(Code.CREDENTIALS)) {
      return new Not(new Answer.Away(words));
    }
    if (codes.contains(Code.STALE)) {
      return new Not(new Answer.Stale(words));
    }
    if (codes.contains(Code.NUMBER_TAKEN)) {
      return new NumberTaken(words);
    }
    int status = reply.status();
    if (status == 403) {
      return new Not(new Answer.Away(words.isEmpty() ? "answers HTTP 403" : words));
    }
    if (!codes.isEmpty()) {
      return new Not(new Answer.Refused(words));
    }
    if (reply.ok()) {
      return new Done(json);
    }
    boolean otherPlace = status < 400 || status == 404 || status == 405 || status == 410;
    return new Not(
        otherPlace
            ? new Answer.Away("answers HTTP %d: look at url and realm".formatted(status))
            : new Answer.Poison("answers HTTP %d without a fault".formatted(status)));
  }

  private static Set<String> codes(JsonNode answer) {
    var codes = new HashSet<String>();
    for (JsonNode error : answer.path("Fault").path("Error")) {
      codes.add(error.path("code").asText());
    }
    return codes;
  }

  private static String words(JsonNode answer) {
    List<String> words = new ArrayList<>();
    for (JsonNode error : answer.path("Fault").path("Error")) {
      String message = error.path("Message").asText();
      String detail = error.path("Detail").asText();
      words.add(
          "QuickBooks %s: %s"
              .formatted(
                  error.path("code").asText(),
                  message.equals(detail) || detail.isBlank() ? message : message + ": " + detail));
    }
    return RoutedText.plain(String.join("; ", words));
  }
}
