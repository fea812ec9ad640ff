package io.tocsin.gateway;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A problem answer as in RFC 9457, `application/problem+json`. Never holds parts of the request's
/// body, nor anything of a secret.
///
/// @param type which kind of problem, for programs
/// @param title the kind in words
/// @param status HTTP status
/// @param detail what the sender can do about it
/// @param records of a batch: what became of each element; null where nothing was published
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
    String type, String title, int status, String detail, @Nullable List<RecordOutcome> records) {
  static final String MEDIA_TYPE = "application/problem+json";

  /// The problem of a kind.
  static Problem of(ProblemKind kind, String detail) {
    return new Problem(kind.type(), kind.title(), kind.status(), detail, null);
  }

  /// The same with what became of each element.
  Problem withRecords(List<RecordOutcome> outcomes) {
    return new Problem(type, title, status, detail, List.copyOf(outcomes));
  }
}
