package io.tocsin.console;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import org.jspecify.annotations.Nullable;

/// Answers what waits for a person, and why. Only reads: what an operator rules is written
/// elsewhere.
@Controller("/api/review")
@ExecuteOn(TaskExecutors.BLOCKING)
final class ReviewController {
  private static final int USUAL_LIMIT = 100;

  private final FactsDatabase database;
  private final int maxRows;

  ReviewController(FactsDatabase database, ConsoleSettings settings) {
    this.database = database;
    this.maxRows = settings.maxRows();
  }

  /// A page of the queue.
  ///
  /// @param client only those of this client
  /// @param site only those of this site key
  /// @param reason only those with this reason code
  /// @param since only those that have waited since this UTC day or a later one, ISO 8601
  /// @param after what an earlier answer named as `next`
  /// @param limit most items; never more than TOCSIN_CONSOLE_MAX_ROWS
  @Get
  @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
  HttpResponse<Object> queue(
      @Nullable @QueryValue String client,
      @Nullable @QueryValue String site,
      @Nullable @QueryValue String reason,
      @Nullable @QueryValue String since,
      @Nullable @QueryValue String after,
      @Nullable @QueryValue Integer limit,
      HttpRequest<?> request) {
    String place = typed(after);
    var question =
        new ReviewQuestion(
            typed(client),
            typed(site),
            typed(reason),
            new DayRange(Days.read("since", since), null).first(),
            place == null ? null : ReviewPlace.of(place),
            limit(limit));
    ReviewQueue queue = database.read(connection -> new ReviewFacts(connection, question).read());
    return Representation.of(request, queue, ReviewText::of);
  }

  private static @Nullable String typed(@Nullable String text) {
    if (text != null && text.indexOf('\0') >= 0) {
      // PostgreSQL has no such character, so nothing can have it.
      throw new ProblemException(
          Problem.of("bad-text", "That is no text", 400, "A parameter holds a NUL character."));
    }
    return text == null || text.isBlank() ? null : text.strip();
  }

  private int limit(@Nullable Integer typed) {
    if (typed == null) {
      return Math.min(USUAL_LIMIT, maxRows);
    }
    if (typed < 1) {
      throw new ProblemException(
          Problem.of("bad-limit", "That is no limit", 400, "limit must be 1 or more."));
    }
    return Math.min(typed, maxRows);
  }
}
