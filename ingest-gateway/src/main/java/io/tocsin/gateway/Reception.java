package io.tocsin.gateway;

import io.micronaut.http.HttpHeaders;
import jakarta.inject.Singleton;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Receives bodies within the gateway's bounds: a media type that the source sends, a declared
/// length, a free place, and then the bytes.
@Singleton
final class Reception {
  private static final Logger LOG = LoggerFactory.getLogger(Reception.class);
  private static final byte[] NO_BODY = {};

  private final InFlight inFlight;
  private final GatewaySettings settings;

  Reception(InFlight inFlight, GatewaySettings settings) {
    this.inFlight = inFlight;
    this.settings = settings;
  }

  /// What is done with a whole body, in its place.
  @FunctionalInterface
  interface Whole {
    /// Answers it.
    ///
    /// @param mediaType one that the source sends
    Answer answer(String mediaType, byte[] body);
  }

  /// Receives one body.
  ///
  /// @param declaredLength in bytes; -1 where the sender does not say
  /// @param bounds how much it may hold
  Answer receive(
      Source source,
      DeliveryHeaders headers,
      long declaredLength,
      @Nullable InputStream body,
      Bounds bounds,
      Whole whole) {
    Optional<String> mediaType = mediaType(source, headers);
    if (mediaType.isEmpty()) {
      return Answer.refused(
          ProblemKind.MEDIA_TYPE,
          "Send one of %s, JSON and XML in UTF-8, without Content-Encoding."
              .formatted(
                  String.join(", ", source.adapter().mediaTypes().stream().sorted().toList())));
    }
    if (declaredLength > bounds.bytes()) {
      return tooLarge(bounds);
    }
    if (!inFlight.enter()) {
      return Answer.refused(
          ProblemKind.NOT_ACKNOWLEDGED,
          "Too many deliveries are being worked on. Send it again after Retry-After.");
    }
    try {
      return read(source, mediaType.get(), body, bounds, whole);
    } finally {
      inFlight.leave();
    }
  }

  private Answer read(
      Source source, String mediaType, @Nullable InputStream body, Bounds bounds, Whole whole) {
    BodyReader.Result read =
        body == null
            ? new BodyReader.Result.Whole(NO_BODY)
            : BodyReader.read(body, bounds.bytes(), settings.receiveWithin());
    return switch (read) {
      case BodyReader.Result.Whole(byte[] bytes) -> whole.answer(mediaType, bytes);
      case BodyReader.Result.TooLarge() -> tooLarge(bounds);
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

  private static Answer tooLarge(Bounds bounds) {
    return Answer.refused(
        ProblemKind.TOO_LARGE,
        "The body is larger than %d bytes. Send it in parts.".formatted(bounds.bytes()));
  }
}
