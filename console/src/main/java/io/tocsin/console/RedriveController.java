package io.tocsin.console;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.tocsin.replay.redrive.Redriven;
import io.tocsin.replay.redrive.Redriver;
import io.tocsin.replay.redrive.Selection;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/// What sinks gave up on: lists it and puts it back.
@Controller("/api")
@ExecuteOn(TaskExecutors.BLOCKING)
final class RedriveController {
  private final Redriver redriver;
  private final int maxRows;
  private final InstantSource clock = InstantSource.system();

  RedriveController(Redriver redriver, ConsoleSettings settings) {
    this.redriver = redriver;
    this.maxRows = settings.maxRows();
  }

  /// What of a sink is dead and still matters.
  @Get("/dead-letters")
  @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
  HttpResponse<Object> deadLetters(@Nullable @QueryValue String sink, HttpRequest<?> request) {
    String name = required("sink", sink);
    var letters =
        DeadLetters.of(name, clock.instant(), redriver.open(name, Selection.ALL), maxRows);
    return Representation.of(request, letters, RedriveText::of);
  }

  /// The redrives that were done.
  @Get("/redrives")
  @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
  HttpResponse<Object> redrives(HttpRequest<?> request) {
    return Representation.of(request, redriver.past(), RedriveText::of);
  }

  /// Puts back.
  @Post("/redrives")
  @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
  HttpResponse<Object> redrive(@Body RedriveOrder asked, HttpRequest<?> request) {
    String sink = required("sink", asked.sink());
    var order =
        new Redriver.Order(
            Operator.of(request), typed(asked.why()), Boolean.TRUE.equals(asked.dryRun()));
    var wanted =
        new Selection(
            typed(asked.reason()),
            typed(asked.site()),
            typed(asked.event()),
            moment("from", asked.from()),
            moment("to", asked.to()));
    boolean declined = Boolean.TRUE.equals(asked.declined());
    if (declined && !wanted.equals(new Selection(null, null, wanted.event(), null, null))) {
      throw wrong("What was declined is chosen by event alone: it is no letter.");
    }
    Redriven done =
        declined
            ? redriver.declined(sink, wanted.event(), order)
            : redriver.letters(sink, wanted, order);
    return Representation.of(request, done, d -> RedriveText.of(d, maxRows));
  }

  /// Settles what was sent and not answered.
  @Post("/settlements")
  @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
  HttpResponse<Object> settle(@Body Settlement asked, HttpRequest<?> request) {
    String stands = typed(asked.stands());
    if ((stands == null) != Boolean.TRUE.equals(asked.absent())) {
      throw wrong("Say either its id in the system outside (stands), or that it is absent.");
    }
    String sink = required("sink", asked.sink());
    String effect = required("effectKey", asked.effectKey());
    Redriven sentAgain =
        redriver.settle(sink, effect, stands, Operator.of(request), required("why", asked.why()));
    return Representation.of(request, sentAgain, d -> RedriveText.settled(d, effect, stands));
  }

  private static ProblemException wrong(String sentence) {
    return new ProblemException(
        Problem.of("bad-redrive", "That cannot be put back", 400, sentence));
  }

  private static String required(String name, @Nullable String text) {
    String typed = typed(text);
    if (typed == null) {
      throw wrong("%s is missing.".formatted(name));
    }
    return typed;
  }

  private static @Nullable String typed(@Nullable String text) {
    if (text != null && text.indexOf('\0') >= 0) {
      throw wrong("A value holds a NUL character, which nothing can have.");
    }
    return text == null || text.isBlank() ? null : text.strip();
  }

  private static @Nullable Instant moment(String name, @Nullable String text) {
    String typed = typed(text);
    if (typed == null) {
      return null;
    }
    try {
      return typed.indexOf('T') < 0
          ? LocalDate.parse(typed).atStartOfDay(ZoneOffset.UTC).toInstant()
          : Instant.parse(typed);
    } catch (DateTimeException e) {
      throw wrong(
          "%s must be a day written as 2026-11-21 or a moment written as 2026-11-21T10:00:00Z."
              .formatted(name));
    }
  }
}
