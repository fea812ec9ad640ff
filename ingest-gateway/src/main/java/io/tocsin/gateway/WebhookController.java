package io.tocsin.gateway;

import io.micronaut.core.annotation.Nullable;
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
  private final Reception reception;
  private final Intake intake;
  private final Responses responses;
  private final Bounds bounds;
  private final InstantSource clock;

  WebhookController(
      Sources sources,
      Provisioning provisioning,
      Reception reception,
      Intake intake,
      Responses responses,
      GatewaySettings settings,
      InstantSource clock) {
    this.sources = sources;
    this.provisioning = provisioning;
    this.reception = reception;
    this.intake = intake;
    this.responses = responses;
    this.bounds = settings.deliveries();
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
    DeliveryHeaders headers = DeliveryHeaders.of(request.getHeaders());
    if (!source.authenticator().needsBody()
        && source.authenticator().check(headers, NO_BODY, clock.instant())
            instanceof AuthResult.Refused(Refusal reason)) {
      return unauthenticated(source, reason);
    }
    return reception.receive(
        source,
        headers,
        request.getContentLength(),
        body,
        bounds,
        (mediaType, bytes) -> take(source, headers, mediaType, bytes));
  }

  private Answer take(Source source, DeliveryHeaders headers, String mediaType, byte[] body) {
    Instant receivedAt = clock.instant();
    return switch (source.authenticator().check(headers, body, receivedAt)) {
      case AuthResult.Refused(Refusal reason) -> unauthenticated(source, reason);
      case AuthResult.Verified(AuthVerdict verdict) ->
          source.rate().acquirePermission()
              ? intake.take(
                  source,
                  new Delivery(
                      source.adapter().pushed(mediaType), mediaType, body, receivedAt, bounds),
                  headers,
                  verdict)
              : Answer.refused(
                  ProblemKind.TOO_MANY,
                  "More deliveries in a second than this source may send. Send it again after"
                      + " Retry-After.");
    };
  }

  private static Answer unauthenticated(Source source, Refusal reason) {
    LOG.warn("source={} refused={}", source.name(), reason);
    return Answer.refused(ProblemKind.UNAUTHENTICATED, reason.sentence());
  }

  private void log(String source, Answer answer) {
    switch (answer) {
      case Answer.Accepted(String receipt) -> LOG.debug("source={} receipt={}", source, receipt);
      case Answer.AcceptedBatch(var receipts) ->
          LOG.debug("source={} events={}", source, receipts.size());
      case Answer.Read(var rows) -> LOG.debug("source={} rows={} read", source, rows.size());
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
