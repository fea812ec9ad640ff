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
import io.tocsin.books.leaks.LeakFacts;
import io.tocsin.books.leaks.LeakQuestion;
import io.tocsin.books.leaks.Leaks;
import io.tocsin.books.leaks.LeaksCsv;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/// Answers where revenue gets lost. Only reads.
@Controller("/api/leaks")
@ExecuteOn(TaskExecutors.BLOCKING)
final class LeaksController {
  private static final int USUAL_DAYS = 90;
  private static final int SILENT_AFTER = 30;
  private static final int OPEN_TOO_LONG = 7;
  private static final int MOST_DAYS = 3650;

  private final FactsDatabase database;
  private final int maxRows;

  LeaksController(FactsDatabase database, ConsoleSettings settings) {
    this.database = database;
    this.maxRows = settings.maxRows();
  }

  /// The leaks of the events since a day.
  ///
  /// @param since first service day, ISO 8601; 90 days ago where it is not said
  /// @param silentDays after how many days without an event a site counts as silent
  /// @param openDays after how many days a test or a conflict counts as open too long
  @Get
  @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN, "text/csv"})
  HttpResponse<Object> leaks(
      @Nullable @QueryValue String since,
      @Nullable @QueryValue Integer silentDays,
      @Nullable @QueryValue Integer openDays,
      HttpRequest<?> request) {
    LocalDate said = Days.read("since", since);
    LocalDate today = LocalDate.ofInstant(InstantSource.system().instant(), ZoneOffset.UTC);
    var question =
        new LeakQuestion(
            new DayRange(said == null ? today.minusDays(USUAL_DAYS) : said, null).first(),
            days("silentDays", silentDays, SILENT_AFTER),
            days("openDays", openDays, OPEN_TOO_LONG),
            maxRows);
    Leaks leaks = database.read(connection -> new LeakFacts(connection, question).read());
    return Representation.of(request, leaks, LeaksText::of, LeaksCsv::of);
  }

  private static int days(String name, @Nullable Integer typed, int usual) {
    if (typed == null) {
      return usual;
    }
    if (typed < 0 || typed > MOST_DAYS) {
      throw new ProblemException(
          Problem.of(
              "bad-days",
              "That is no number of days",
              400,
              "%s must be 0 to %d.".formatted(name, MOST_DAYS)));
    }
    return typed;
  }
}
