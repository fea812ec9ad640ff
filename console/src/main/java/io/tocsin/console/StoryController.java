package io.tocsin.console;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/// Answers `why`: the story of a receipt, an event key or a charge key.
@Controller("/api/stories")
@ExecuteOn(TaskExecutors.BLOCKING)
final class StoryController {
  private final FactsDatabase database;

  StoryController(FactsDatabase database) {
    this.database = database;
  }

  /// The main form, since event keys may hold any character.
  @Get
  @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
  HttpResponse<Object> byQuery(@QueryValue String key, HttpRequest<?> request) {
    return tell(key, request);
  }

  /// The same with the key in the path; it may hold slashes.
  @Get("/{+key}")
  @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
  HttpResponse<Object> byPath(@PathVariable String key, HttpRequest<?> request) {
    return tell(key, request);
  }

  private HttpResponse<Object> tell(String key, HttpRequest<?> request) {
    AskedKey asked = AskedKey.of(key);
    Story story =
        database
            .read(connection -> StoryTeller.tell(asked, new SqlStoryFacts(connection)))
            .orElseThrow(() -> unknown(asked));
    return Representation.of(request, story, StoryText::of);
  }

  private static ProblemException unknown(AskedKey asked) {
    return new ProblemException(
        Problem.of(
            "unknown-key",
            "Nothing is known under this key",
            404,
            ("Nothing is known under the %s %s. What was accepted seconds ago may still be on its"
                    + " way: ask again shortly. If that does not help, compare it with the sender's"
                    + " receipt; an event key is written <source>:<event id>.")
                .formatted(asked.kind().words(), Words.printable(asked.text()))));
  }
}
