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

/// Answers what arrived in a range of days and what became of it.
@Controller("/api/reports")
@ExecuteOn(TaskExecutors.BLOCKING)
final class OutcomesController {
  private final FactsDatabase database;
  private final int maxRows;

  OutcomesController(FactsDatabase database, ConsoleSettings settings) {
    this.database = database;
    this.maxRows = settings.maxRows();
  }

  /// The outcomes.
  ///
  /// @param from first day, ISO 8601; the beginning where it is missing
  /// @param to last day, included; the end where it is missing
  @Get("/outcomes")
  @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
  HttpResponse<Object> outcomes(
      @Nullable @QueryValue String from, @Nullable @QueryValue String to, HttpRequest<?> request) {
    var days = new DayRange(Days.read("from", from), Days.read("to", to));
    Outcomes outcomes =
        database.read(connection -> new OutcomesFacts(connection, days, maxRows).read());
    return Representation.of(request, outcomes, OutcomesText::of);
  }
}
