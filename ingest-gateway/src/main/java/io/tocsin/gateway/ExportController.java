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
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.tocsin.schemas.AuthScheme;
import io.tocsin.schemas.AuthVerdict;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `POST /exports/{source}`: what the console hands in for an operator. Read by the same code as a
/// delivery of that source; published are only the rows that are asked for, none by default.
///
/// An export may be much larger than a delivery, so one is worked on at a time: that bounds the
/// memory that exports take.
///
/// A raw record that comes in here names the operator in place of the source's secret.
@Controller("/exports")
final class ExportController {
  /// Who hands it in.
  static final String OPERATOR = "Tocsin-Operator";

  private static final Logger LOG = LoggerFactory.getLogger(ExportController.class);
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9.-]{0,62}");
  private static final Pattern PLACE = Pattern.compile("(\\d{1,6})(?:-(\\d{1,6}))?");

  private final ConsoleGate gate;
  private final Sources sources;
  private final Provisioning provisioning;
  private final Reception reception;
  private final Intake intake;
  private final Responses responses;
  private final Bounds bounds;
  private final InstantSource clock;
  private final Semaphore place = new Semaphore(1);

  ExportController(
      ConsoleGate gate,
      Sources sources,
      Provisioning provisioning,
      Reception reception,
      Intake intake,
      Responses responses,
      GatewaySettings settings,
      InstantSource clock) {
    this.gate = gate;
    this.sources = sources;
    this.provisioning = provisioning;
    this.reception = reception;
    this.intake = intake;
    this.responses = responses;
    this.bounds = settings.exports();
    this.clock = clock;
  }

  /// Reads an export, or publishes some of its rows.
  ///
  /// @param publish places of the rows that are published, from 0, as `3,17-40`; null = only read
  @Post("/{source}")
  @Consumes(MediaType.ALL)
  @Produces(MediaType.ALL)
  @ExecuteOn(TaskExecutors.BLOCKING)
  HttpResponse<byte[]> receive(
      HttpRequest<?> request,
      String source,
      @Nullable @QueryValue String publish,
      @Nullable @Body InputStream body) {
    try (body) {
      return responses.write(answer(request, source, publish, body));
    } catch (IOException e) {
      throw new UncheckedIOException("a body cannot be closed", e);
    }
  }

  private Answer answer(
      HttpRequest<?> request, String name, @Nullable String publish, @Nullable InputStream body) {
    DeliveryHeaders headers = DeliveryHeaders.of(request.getHeaders());
    if (!gate.opensFor(headers)) {
      LOG.warn("exports: a request without the console's token");
      return Answer.refused(
          ProblemKind.UNAUTHENTICATED,
          "Only the console hands in exports here, with the token TOCSIN_GATEWAY_CONSOLE_TOKEN.");
    }
    Optional<Source> found = sources.find(name);
    if (found.isEmpty()) {
      return Answer.refused(
          ProblemKind.UNKNOWN_SOURCE,
          "No source of this name takes deliveries here; there are: %s."
              .formatted(String.join(", ", sources.names())));
    }
    if (provisioning.waiting().isPresent()) {
      return Answer.refused(
          ProblemKind.NOT_ACKNOWLEDGED,
          "The gateway is not ready yet. Send it again after Retry-After.");
    }
    if (!place.tryAcquire()) {
      return Answer.refused(
          ProblemKind.NOT_ACKNOWLEDGED,
          "Another export is being worked on. Send it again after Retry-After.");
    }
    try {
      return answer(found.get(), headers, request.getContentLength(), publish, body);
    } finally {
      place.release();
    }
  }

  private Answer answer(
      Source source,
      DeliveryHeaders headers,
      long declaredLength,
      @Nullable String publish,
      @Nullable InputStream body) {
    return publish == null
        ? reception.receive(
            source,
            headers,
            declaredLength,
            body,
            bounds,
            (mediaType, bytes) -> intake.read(source, delivery(source, mediaType, bytes)))
        : publish(source, headers, declaredLength, publish, body);
  }

  private Answer publish(
      Source source,
      DeliveryHeaders headers,
      long declaredLength,
      String publish,
      @Nullable InputStream body) {
    Optional<BitSet> rows = rows(publish);
    Optional<String> operator = headers.single(OPERATOR).filter(n -> NAME.matcher(n).matches());
    if (rows.isEmpty() || operator.isEmpty()) {
      return Answer.refused(
          ProblemKind.MALFORMED,
          "Say the rows as publish=3,17-40, counted from 0, and the operator in the header %s."
              .formatted(OPERATOR));
    }
    Answer answer =
        reception.receive(
            source,
            headers,
            declaredLength,
            body,
            bounds,
            (mediaType, bytes) ->
                intake.take(
                    source,
                    delivery(source, mediaType, bytes),
                    headers,
                    new AuthVerdict(AuthScheme.STATIC_HEADER, "operator:" + operator.get(), null),
                    rows.get()::get));
    LOG.info("source={} operator={} rows={}", source.name(), operator.get(), publish);
    return answer instanceof Answer.Accepted(String receipt)
        ? new Answer.AcceptedBatch(List.of(RecordOutcome.stored(0, receipt)))
        : answer;
  }

  /// An export was fetched from the platform, whatever its form.
  private Delivery delivery(Source source, String mediaType, byte[] body) {
    return new Delivery(
        source.adapter().fetched(mediaType), mediaType, body, clock.instant(), bounds);
  }

  /// The places that a list names; empty where it is none.
  static Optional<BitSet> rows(String list) {
    var rows = new BitSet();
    for (String part : list.split(",", -1)) {
      Matcher place = PLACE.matcher(part);
      if (!place.matches()) {
        return Optional.empty();
      }
      int first = Integer.parseInt(place.group(1));
      int last = place.group(2) == null ? first : Integer.parseInt(place.group(2));
      if (last < first) {
        return Optional.empty();
      }
      rows.set(first, last + 1);
    }
    return Optional.of(rows);
  }
}
