package io.tocsin.console;

import io.micronaut.context.annotation.Factory;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.replay.redrive.KafkaAway;
import io.tocsin.replay.redrive.Redriver;
import io.tocsin.replay.redrive.Refused;
import jakarta.inject.Singleton;

/// Makes a bean of what puts back dead letters, and problem answers of what it refuses.
@Factory
final class RedriveFactory {
  private static final String RETRY_AFTER_SECONDS = "5";

  @Singleton
  Redriver redriver(KafkaSettings kafka, RegistrySettings registry, OperatorDatabase database) {
    return new Redriver(kafka, registry, database);
  }

  @Singleton
  ExceptionHandler<Refused, HttpResponse<Problem>> refused() {
    return (request, e) ->
        Problems.answer(
            switch (e.why()) {
              case UNKNOWN ->
                  Problem.of("unknown-redrive", "There is no such thing", 404, e.sentence());
              case WRONG -> Problem.of("bad-redrive", "That cannot be put back", 400, e.sentence());
            });
  }

  @Singleton
  ExceptionHandler<KafkaAway, HttpResponse<Problem>> kafkaAway() {
    return (request, e) ->
        Problems.answer(
                Problem.of("kafka-unavailable", "That cannot be done now", 503, e.sentence()))
            .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
  }
}
