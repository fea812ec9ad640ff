package io.tocsin.console;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.server.types.files.SystemFile;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.tocsin.books.close.CloseRefused;
import io.tocsin.books.close.ClosedDay;
import io.tocsin.books.close.DailyClose;
import io.tocsin.books.close.Mismatch;
import io.tocsin.books.close.Mismatches;
import io.tocsin.books.db.DatabaseException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/// Closes days and shows the closed ones.
@Controller("/api/closes")
@ExecuteOn(TaskExecutors.BLOCKING)
final class CloseController {
  // Below the patience of proxies: whoever waits longer asks again and joins in.
  private static final int ANSWER_SECONDS = 20;
  private static final MediaType TEXT = new MediaType("text/plain; charset=utf-8");
  private static final MediaType CSV = new MediaType("text/csv; charset=utf-8");

  private final DailyClose closes;
  private final CloseDesk desk;
  private final int maxRows;

  CloseController(DailyClose closes, CloseDesk desk, ConsoleSettings settings) {
    this.closes = closes;
    this.desk = desk;
    this.maxRows = settings.maxRows();
  }

  /// What is wanted.
  ///
  /// @param day ISO 8601; null = the newest that has ended
  record Wanted(@Nullable String day) {}

  /// What is under way.
  ///
  /// @param waiting a sentence
  record Waiting(LocalDate day, String waiting) {}

  /// A close that is refused because it does not balance, in the form of a problem.
  ///
  /// @param counts how many records of each kind
  /// @param mismatches the first of each kind
  /// @param report all of it as text
  record Unbalanced(
      String type,
      String title,
      int status,
      String detail,
      LocalDate day,
      Map<Mismatch.Kind, Long> counts,
      List<Mismatch> mismatches,
      String report) {}

  /// Closes a day. Asked again while it is under way, it goes on with that.
  @Post
  @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
  HttpResponse<?> close(@Nullable @Body Wanted wanted, HttpRequest<?> request)
      throws InterruptedException {
    LocalDate typed = wanted == null ? null : Days.read("day", wanted.day());
    LocalDate day = typed == null ? closes.newestEnded() : typed;
    CloseDesk.Work work = desk.ask(day, Operator.of(request));
    if (!work.day().equals(day)) {
      throw new ProblemException(
          Problem.of(
              "close-under-way",
              "Another day is being closed",
              409,
              "%s is being closed; ask for %s when that is done.".formatted(work.day(), day)));
    }
    try {
      ClosedDay closed = work.outcome().get(ANSWER_SECONDS, TimeUnit.SECONDS);
      return Representation.of(request, Close.of(closed), c -> text(closed));
    } catch (TimeoutException e) {
      return Representation.of(request, new Waiting(day, work.progress()), w -> w.waiting() + "\n")
          .toMutableResponse()
          .status(HttpStatus.ACCEPTED);
    } catch (ExecutionException e) {
      return refused(day, e.getCause());
    }
  }

  private String text(ClosedDay closed) {
    String mail =
        closed.mailedAt() != null
            ? "Its mail went out at " + Words.time(closed.mailedAt())
            : desk.mails()
                ? "Its mail has not gone out yet"
                : "No mail is sent: TOCSIN_BOOKS_MAIL_HOST is not set";
    return "%s\n%s\n\n%s".formatted(closed.sentence(), mail, closed.summary());
  }

  private static HttpResponse<?> refused(LocalDate day, @Nullable Throwable why) {
    return switch (why) {
      case CloseRefused refused -> refused(day, refused);
      case DatabaseException away -> throw away;
      case KafkaException _ ->
          Problems.answer(
              Problem.of(
                  "kafka-unavailable",
                  "The books cannot be closed now",
                  503,
                  "Kafka does not answer, and the raw records are counted there."));
      case null, default -> throw new IllegalStateException(day + " is not closed", why);
    };
  }

  private static HttpResponse<?> refused(LocalDate day, CloseRefused refused) {
    Mismatches mismatches = refused.mismatches();
    if (mismatches == null) {
      return Problems.answer(
          Problem.of("not-closed", "The day is not closed", 409, refused.sentence() + "."));
    }
    return HttpResponse.status(HttpStatus.CONFLICT)
        .contentType(MediaType.APPLICATION_JSON_PROBLEM_TYPE)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .body(
            new Unbalanced(
                "urn:tocsin:problem:out-of-balance",
                "The day does not balance",
                HttpStatus.CONFLICT.getCode(),
                refused.sentence() + ".",
                day,
                mismatches.counts(),
                mismatches.named(),
                mismatches.text()));
  }

  /// The closed days, the newest first.
  @Get
  @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
  HttpResponse<Object> list(HttpRequest<?> request) {
    List<ClosedDay> newest = closes.newest(maxRows);
    return Representation.of(
        request,
        newest.stream().map(Close::brief).toList(),
        c ->
            newest.isEmpty()
                ? "No day is closed yet.\n"
                : newest.stream().map(d -> d.sentence() + "\n").collect(Collectors.joining()));
  }

  /// One closed day.
  @Get("/{day}")
  @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
  HttpResponse<Object> one(@PathVariable String day, HttpRequest<?> request) {
    ClosedDay closed = closed(day);
    return Representation.of(request, Close.of(closed), c -> text(closed));
  }

  /// The names of its files.
  @Get("/{day}/files")
  @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
  HttpResponse<Object> files(@PathVariable String day, HttpRequest<?> request) {
    List<String> names = List.copyOf(files(closed(day)).keySet());
    return Representation.of(request, names, n -> String.join("\n", n) + "\n");
  }

  /// One of its files, byte for byte.
  @Get("/{day}/files/{+path}")
  HttpResponse<SystemFile> file(@PathVariable String day, @PathVariable String path) {
    // Only what the folder is seen to hold: no path leads out of it.
    Path file = files(closed(day)).get(path);
    if (file == null) {
      throw new ProblemException(
          Problem.of(
              "unknown-file", "There is no such file", 404, "The day has no file of that name."));
    }
    return HttpResponse.ok(new SystemFile(file.toFile(), type(path)))
        .header(HttpHeaders.CACHE_CONTROL, "no-store");
  }

  private static MediaType type(String path) {
    if (path.endsWith(".csv")) {
      return CSV;
    }
    return path.endsWith(".json") ? MediaType.APPLICATION_JSON_TYPE : TEXT;
  }

  private ClosedDay closed(String typed) {
    LocalDate day = Days.read("day", typed);
    return Optional.ofNullable(day)
        .flatMap(closes::of)
        .orElseThrow(
            () ->
                new ProblemException(
                    Problem.of(
                        "not-closed",
                        "The day is not closed",
                        404,
                        "%s is not closed.".formatted(day))));
  }

  private Map<String, Path> files(ClosedDay closed) {
    try {
      Path folder = closes.folder(closed);
      try (Stream<Path> all = Files.walk(folder)) {
        var files = new LinkedHashMap<String, Path>();
        all.filter(Files::isRegularFile)
            .sorted()
            .forEach(file -> files.put(folder.relativize(file).toString(), file));
        return files;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (CloseRefused e) {
      throw new ProblemException(
          Problem.of("not-as-sealed", "The day is not as it was sealed", 409, e.sentence()));
    }
  }
}
