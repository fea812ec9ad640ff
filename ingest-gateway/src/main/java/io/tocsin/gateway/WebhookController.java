package io.tocsin.gateway;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.tocsin.gateway.auth.AuthResult;
import io.tocsin.gateway.auth.Refusal;
import io.tocsin.schemas.AuthVerdict;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `POST /webhooks/{source}`: the only way in for what is pushed, be it a webhook's JSON or XML, an
/// export's CSV or a mail.
///
/// Checked in this order, so that a stranger costs as little as possible: does the source exist, is
/// the gateway ready, is the sender known (where its headers alone say so), media type, declared
/// length, a free place; then the body is read and, under HMAC, the sender checked; then the
/// source's rate, so that no stranger can use it up.
@Controller("/webhooks")
final class WebhookController {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookController.class);
  private static final byte[] NO_BODY = {};

  private final Sources sources;
  private final Provisioning provisioning;
  private final InFlight inFlight;
  private final Intake intake;
  private final Responses responses;
  private final GatewaySettings settings;
  private final InstantSource clock;

  WebhookController(
      Sources sources,
      Provisioning provisioning,
      InFlight inFlight,
      Intake intake,
      Responses responses,
      GatewaySettings settings,
      InstantSource clock) {
    this.sources = sources;
    this.provisioning = provisioning;
    this.inFlight = inFlight;
    this.intake = intake;
    this.responses = responses;
    this.settings = settings;
    this.clock = clock;
  }

  /// Takes one delivery. Runs on a virtual thread, since it waits for Kafka.
  @Post("/{source}")
  @Consumes(MediaType.ALL)
  @Produces(MediaType.ALL)
  @ExecuteOn(TaskExecutors.BLOCKING)
  HttpResponse<byte[]> receive(
      HttpRequest<?> request, String source, @Nullable @Body InputStream body) {
    Answer answer = answer(request, source, body);
    log(source, answer);
    return responses.write(answer);
  }

  /// The answer; the body is closed whatever became of it, since an unread rest would hold up its
  /// connection and the deliveries that follow on it.
  private Answer answer(HttpRequest<?> request, String source, @Nullable InputStream body) {
    try (body) {
      return sources
          .find(source)
          .map(known -> receive(known, request, body))
          .orElseGet(
              () ->
                  Answer.refused(
                      ProblemKind.UNKNOWN_SOURCE, "No source of this name takes deliveries here."));
    } catch (IOException e) {
      throw new UncheckedIOException("a body cannot be closed", e);
    }
  }

  private Answer receive(Source source, HttpRequest<?> request, @Nullable InputStream body) {
    if (provisioning.waiting().isPresent()) {
      return Answer.refused(
          ProblemKind.NOT_ACKNOWLEDGED,
          "The gateway is not ready yet. Send it again after Retry-After.");
    }
    DeliveryHeaders headers = headers(request);
    if (!source.authenticator().needsBody()
        && source.authenticator().check(headers, NO_BODY, clock.instant())
            instanceof AuthResult.Refused(Refusal reason)) {
      return unauthenticated(source, reason);
    }
    Optional<String> mediaType = mediaType(source, headers);
    if (mediaType.isEmpty()) {
      return Answer.refused(
          ProblemKind.MEDIA_TYPE,
          "Send one of %s, JSON and XML in UTF-8, without Content-Encoding."
              .formatted(
                  String.join(", ", source.adapter().mediaTypes().stream().sorted().toList())));
    }
    if (request.getContentLength() > settings.maxBodyBytes()) {
      return tooLarge();
    }
    if (!inFlight.enter()) {
      return Answer.refused(
          ProblemKind.NOT_ACKNOWLEDGED,
          "Too many deliveries are being worked on. Send it again after Retry-After.");
    }
    try {
      return read(source, headers, mediaType.get(), body);
    } finally {
      inFlight.leave();
    }
  }

  private Answer read(
      Source source, DeliveryHeaders headers, String mediaType, @Nullable InputStream body) {
    BodyReader.Result read =
        body == null
            ? new BodyReader.Result.Whole(NO_BODY)
            : BodyReader.read(body, settings.maxBodyBytes(), settings.receiveWithin());
    return switch (read) {
      case BodyReader.Result.Whole(byte[] bytes) -> take(source, headers, mediaType, bytes);
      case BodyReader.Result.TooLarge() -> tooLarge();
      case BodyReader.Result.TooSlow() ->
          Answer.refused(
              ProblemKind.TOO_SLOW,
              "The body did not arrive within %d seconds. Send it again."
                  .formatted(settings.receiveWithin().toSeconds()));
      case BodyReader.Result.Broken(var cause) -> {
        LOG.info("source={} body ended early: {}", source.name(), cause.getClass().getSimpleName());
        yield Answer.refused(ProblemKind.MALFORMED, "The body ended early. Send it again.");
      }
    };
  }

  private Answer take(Source source, DeliveryHeaders headers, String mediaType, byte[] body) {
    Instant receivedAt = clock.instant();
    return switch (source.authenticator().check(headers, body, receivedAt)) {
      case AuthResult.Refused(Refusal reason) -> unauthenticated(source, reason);
      case AuthResult.Verified(AuthVerdict verdict) ->
          source.rate().acquirePermission()
              ? intake.take(
                  source,
                  new Delivery(source.adapter().pushed(mediaType), mediaType, body, receivedAt),
                  headers,
                  verdict)
              : Answer.refused(
                  ProblemKind.TOO_MANY,
                  "More deliveries in a second than this source may send. Send it again after"
                      + " Retry-After.");
    };
  }

  private static DeliveryHeaders headers(HttpRequest<?> request) {
    var pairs = new ArrayList<Map.Entry<String, String>>();
    request
        .getHeaders()
        .forEach((name, values) -> values.forEach(value -> pairs.add(Map.entry(name, value))));
    return DeliveryHeaders.of(pairs);
  }

  private static Optional<String> mediaType(Source source, DeliveryHeaders headers) {
    boolean plain =
        headers.values(HttpHeaders.CONTENT_ENCODING).stream()
            .allMatch(encoding -> encoding.strip().equalsIgnoreCase("identity"));
    return headers
        .single(HttpHeaders.CONTENT_TYPE)
        .filter(_ -> plain)
        .flatMap(MediaTypes::read)
        .filter(source.adapter().mediaTypes()::contains);
  }

  private static Answer unauthenticated(Source source, Refusal reason) {
    LOG.warn("source={} refused={}", source.name(), reason);
    return Answer.refused(ProblemKind.UNAUTHENTICATED, reason.sentence());
  }

  private Answer tooLarge() {
    return Answer.refused(
        ProblemKind.TOO_LARGE,
        "The body is larger than %d bytes. Send it in parts.".formatted(settings.maxBodyBytes()));
  }

  private void log(String source, Answer answer) {
    switch (answer) {
      case Answer.Accepted(String receipt) -> LOG.debug("source={} receipt={}", source, receipt);
      case Answer.AcceptedBatch(var receipts) ->
          LOG.debug("source={} events={}", source, receipts.size());
      case Answer.Nothing() -> LOG.debug("source={} nothing to record", source);
      // The source's name is the sender's text until it is known to exist.
      case Answer.Refused(Problem problem) ->
          LOG.info(
              "source={} status={} problem={}",
              sources.find(source).isPresent() ? source : "unknown",
              problem.status(),
              problem.type());
    }
  }
}
