package io.tocsin.console;

import io.micronaut.context.annotation.Factory;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import io.micronaut.http.server.exceptions.response.Error;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import io.tocsin.books.db.DatabaseException;
import io.tocsin.replay.job.ReplayException;
import jakarta.inject.Singleton;
import java.util.stream.Collectors;

/// Turns every error of the API into a problem answer, those of the framework too.
@Factory
final class Problems {
  private static final String RETRY_AFTER_SECONDS = "5";

  /// A problem as an HTTP answer.
  static MutableHttpResponse<Problem> answer(Problem problem) {
    return HttpResponse.<Problem>status(HttpStatus.valueOf(problem.status()))
        .contentType(MediaType.APPLICATION_JSON_PROBLEM_TYPE)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .body(problem);
  }

  @Singleton
  ExceptionHandler<ProblemException, HttpResponse<Problem>> ownProblems() {
    return (request, e) -> answer(e.problem());
  }

  @Singleton
  ExceptionHandler<FactsUnavailable, HttpResponse<Problem>> factsUnavailable() {
    return (request, e) ->
        answer(Problem.of("facts-unavailable", "The facts cannot be read now", 503, e.sentence()))
            .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
  }

  @Singleton
  ExceptionHandler<DatabaseException, HttpResponse<Problem>> databaseAway() {
    return (request, e) -> {
      FactsUnavailable unavailable =
          FactsUnavailable.of(e.failure())
              .orElseThrow(() -> new IllegalStateException("a command's SQL is at fault", e));
      return answer(
              Problem.of(
                  "facts-unavailable", "That cannot be done now", 503, unavailable.sentence()))
          .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
    };
  }

  @Singleton
  ExceptionHandler<ReplayException, HttpResponse<Problem>> replaysRefused() {
    return (request, e) ->
        switch (e.kind()) {
          case WRONG -> answer(Problem.of("bad-replay", "That is no replay", 400, e.sentence()));
          case FORBIDDEN ->
              answer(Problem.of("four-eyes", "Not the same person", 403, e.sentence()));
          case UNKNOWN ->
              answer(Problem.of("unknown-replay", "There is no such replay", 404, e.sentence()));
          case CONFLICT ->
              answer(Problem.of("replay-state", "Not in this state", 409, e.sentence()));
          case UNAVAILABLE ->
              answer(Problem.of("replay-unavailable", "That cannot be done now", 503, e.sentence()))
                  .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        };
  }

  /// What the framework itself answers: unknown path, wrong method, unreadable parameter. The
  /// message of an unexpected failure stays in the log.
  @Singleton
  ErrorResponseProcessor<Problem> frameworkErrors() {
    return Problems::process;
  }

  private static MutableHttpResponse<Problem> process(
      ErrorContext context, MutableHttpResponse<?> response) {
    int status = response.code();
    String detail =
        status >= 500
            ? "The console failed in a way that was not foreseen; its log says how."
            : context.getErrors().stream().map(Error::getMessage).collect(Collectors.joining("; "));
    return response
        .contentType(MediaType.APPLICATION_JSON_PROBLEM_TYPE)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .body(Problem.plain(status, response.reason(), detail));
  }
}
