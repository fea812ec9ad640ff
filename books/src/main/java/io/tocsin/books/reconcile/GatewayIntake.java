package io.tocsin.books.reconcile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tocsin.platform.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// The intake of a running gateway, over HTTP: `POST /exports/{source}`.
public final class GatewayIntake implements SourceIntake, AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration CONNECTS_WITHIN = Duration.ofSeconds(3);
  private static final Duration ANSWERS_WITHIN = Duration.ofMinutes(1);
  private static final int UNAVAILABLE = 503;

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECTS_WITHIN).build();
  private final String url;
  private final Secret token;

  /// @param url base address of the gateway
  /// @param token what it knows the console by
  public GatewayIntake(String url, Secret token) {
    this.url = url;
    this.token = token;
  }

  @Override
  public List<ExportRow> read(ExportFile file) {
    return elements(post(file, "", "console").path("rows")).map(GatewayIntake::row).toList();
  }

  private static ExportRow row(JsonNode row) {
    String at = text(row, "at");
    return new ExportRow(
        row.path("index").asInt(),
        text(row, "eventKey"),
        text(row, "siteRef"),
        text(row, "code"),
        at == null ? null : Instant.parse(at),
        row.path("toTheSecond").asBoolean(),
        text(row, "problem"));
  }

  @Override
  public List<Receipt> take(ExportFile file, BitSet rows, String operator) {
    JsonNode answer = post(file, "?publish=" + places(rows), operator);
    return elements(answer.has("records") ? answer.path("records") : answer.path("receipts"))
        .map(
            one ->
                new Receipt(one.path("index").asInt(), text(one, "receipt"), text(one, "detail")))
        .toList();
  }

  /// Places as a list of ranges, for example `3,17-40`.
  static String places(BitSet rows) {
    var ranges = new ArrayList<String>();
    for (int first = rows.nextSetBit(0); first >= 0; ) {
      int last = rows.nextClearBit(first) - 1;
      ranges.add(first == last ? Integer.toString(first) : first + "-" + last);
      first = rows.nextSetBit(last + 1);
    }
    return String.join(",", ranges);
  }

  private static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  private static @Nullable String text(JsonNode node, String name) {
    return node.path(name).isTextual() ? node.path(name).asText() : null;
  }

  private JsonNode post(ExportFile file, String query, String operator) {
    var request =
        HttpRequest.newBuilder(
                URI.create(
                    url
                        + "/exports/"
                        + URLEncoder.encode(file.source(), StandardCharsets.UTF_8)
                        + query))
            .timeout(ANSWERS_WITHIN)
            .header("Authorization", "Bearer " + new String(token.bytes(), StandardCharsets.UTF_8))
            .header("Content-Type", file.mediaType())
            .header("Tocsin-Operator", operator)
            .POST(HttpRequest.BodyPublishers.ofByteArray(file.bytes()))
            .build();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      JsonNode body = JSON.readTree(answer.body());
      // Of a batch some rows may be stored: what became of each is in the answer, whatever its
      // status.
      if (answer.statusCode() / 100 == 2 || body.has("records")) {
        return body;
      }
      throw refused(answer.statusCode(), body);
    } catch (JsonProcessingException e) {
      throw new IntakeRefused(UNAVAILABLE, "What answers at %s is no gateway.".formatted(url));
    } catch (IOException e) {
      throw new IntakeRefused(
          UNAVAILABLE, "The gateway at %s does not answer; try again.".formatted(url));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IntakeRefused(UNAVAILABLE, "Interrupted.");
    }
  }

  private static IntakeRefused refused(int status, JsonNode problem) {
    String sentence = problem.path("detail").asText("The gateway answers " + status + ".");
    return switch (status) {
      // It is the console that is not known, not the operator.
      case 401, 403 -> new IntakeRefused(UNAVAILABLE, "The gateway says: " + sentence);
      case 400, 404, 413, 415 -> new IntakeRefused(status, sentence);
      default -> new IntakeRefused(UNAVAILABLE, sentence);
    };
  }

  @Override
  public void close() {
    http.close();
  }
}
