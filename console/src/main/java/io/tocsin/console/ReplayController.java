package io.tocsin.console;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.tocsin.replay.job.Command;
import io.tocsin.replay.job.Replay;
import io.tocsin.replay.job.Replays;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Takes the commands of operators who replay raw records, and says how replays stand.
@Controller("/api/replays")
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
final class ReplayController {
  private static final int USUAL_LIMIT = 20;

  private final Replays replays;
  private final int maxRows;

  ReplayController(Replays replays, ConsoleSettings settings) {
    this.replays = replays;
    this.maxRows = settings.maxRows();
  }

  /// A list of replays.
  ///
  /// @param replays the newest first
  record Listed(List<Replay.Entry> replays) {}

  /// Plans a replay, or only says what it would change.
  @Post
  HttpResponse<Object> plan(@Nullable @Body String body, HttpRequest<?> request) {
    ReplayRequest wanted = ReplayRequest.of(body == null ? "" : body);
    return wanted.dryRun()
        ? Representation.of(request, replays.dryRun(wanted.asked()), ReplayText::of)
        : Representation.of(
            request, replays.plan(wanted.asked(), Operator.of(request)), ReplayText::of);
  }

  /// The newest replays.
  ///
  /// @param limit most of them; never more than TOCSIN_CONSOLE_MAX_ROWS
  @Get
  HttpResponse<Object> list(@Nullable @QueryValue Integer limit, HttpRequest<?> request) {
    int most = limit == null ? USUAL_LIMIT : Math.max(1, limit);
    return Representation.of(
        request,
        new Listed(replays.newest(Math.min(most, maxRows))),
        listed -> ReplayText.of(listed.replays()));
  }

  /// One replay.
  @Get("/{id}")
  HttpResponse<Object> show(@PathVariable String id, HttpRequest<?> request) {
    return Representation.of(request, replays.get(id), ReplayText::of);
  }

  /// Confirms, pauses, resumes or aborts one.
  @Post("/{id}/{command}")
  HttpResponse<Object> command(
      @PathVariable String id, @PathVariable String command, HttpRequest<?> request) {
    return Representation.of(
        request, replays.command(id, known(command), Operator.of(request)), ReplayText::of);
  }

  private static Command known(String name) {
    return Arrays.stream(Command.values())
        .filter(command -> command.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ProblemException(
                    Problem.of(
                        "unknown-command",
                        "There is no such command",
                        404,
                        "A replay can be told: confirm, pause, resume, abort.")));
  }
}
