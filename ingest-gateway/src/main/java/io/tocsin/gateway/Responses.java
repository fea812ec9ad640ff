package io.tocsin.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/// Writes answers as HTTP.
@Singleton
final class Responses {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final String retryAfter;

  Responses(GatewaySettings settings) {
    this.retryAfter = Long.toString(settings.retryAfter().toSeconds());
  }

  MutableHttpResponse<byte[]> write(Answer answer) {
    return switch (answer) {
      case Answer.Accepted(String receipt) -> json(HttpStatus.ACCEPTED, Map.of("receipt", receipt));
      case Answer.AcceptedBatch(List<RecordOutcome> receipts) ->
          json(HttpStatus.ACCEPTED, Map.of("receipts", receipts));
      case Answer.Read(List<ExportRow> rows) -> json(HttpStatus.OK, Map.of("rows", rows));
      case Answer.Nothing() -> HttpResponse.noContent();
      case Answer.Refused(Problem problem) -> problem(problem);
    };
  }

  private static MutableHttpResponse<byte[]> json(HttpStatus status, Object body) {
    return HttpResponse.status(status)
        .contentType(MediaType.APPLICATION_JSON_TYPE)
        .body(json(body));
  }

  MutableHttpResponse<byte[]> problem(Problem problem) {
    MutableHttpResponse<byte[]> response =
        HttpResponse.status(HttpStatus.valueOf(problem.status()))
            .contentType(Problem.MEDIA_TYPE)
            .body(json(problem));
    switch (problem.status()) {
      // RFC 9110 section 11.6.1 wants a challenge; there is no registered scheme for webhooks.
      case 401 -> response.header(HttpHeaders.WWW_AUTHENTICATE, "Webhook");
      case 429 ->
          response.header(HttpHeaders.RETRY_AFTER, "1"); // The rate is counted by the second.
      case 503 -> response.header(HttpHeaders.RETRY_AFTER, retryAfter);
      default -> {}
    }
    return response;
  }

  private static byte[] json(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("our own records can be written as JSON", e);
    }
  }
}
