package io.tocsin.books.reconcile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tocsin.platform.Secret;
import java.io.IOException;
import java.io.InputStream;
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

  /// The gateway gives a body 30 seconds to arrive and Kafka 15 to acknowledge what is in it; the
  /// rest is for reading it.
  private static final Duration ANSWERS_WITHIN = Duration.ofMinutes(2);

  /// Rows that are handed in by one request: as many as Kafka acknowledges while the gateway waits.
  private static final int MOST_ROWS = 5_000;

  /// Their places are in the address, of which a server reads 4096 bytes.
  private static final int LONGEST_PLACES = 3_000;

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
    return elements(post(file, "", "console").body().path("rows")).map(GatewayIntake::row).toList();
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

  /// Hands in many rows in parts, each with the whole file. After a part that the gateway could not
  /// store whole, no further one is tried.
  @Override
  public List<Receipt> take(ExportFile file, BitSet rows, String operator) {
    var receipts = new ArrayList<Receipt>();
    String away = null;
    for (BitSet part : parts(rows)) {
      if (away != null) {
        receipts.addAll(notHandedIn(part, away));
        continue;
      }
      try {
        Answer answer = post(file, "?publish=" + places(part), operator);
        receipts.addAll(receipts(answer.body()));
        away =
            answer.status() == UNAVAILABLE
                ? "Not handed in, since rows before it could not be stored."
                : null;
      } catch (IntakeRefused e) {
        if (receipts.isEmpty()) {
          throw e;
        }
        away = e.sentence();
        receipts.addAll(notHandedIn(part, away));
      }
    }
    return List.copyOf(receipts);
  }

  private static List<Receipt> receipts(JsonNode answer) {
    return elements(answer.has("records") ? answer.path("records") : answer.path("receipts"))
        .map(
            one ->
                new Receipt(one.path("index").asInt(), text(one, "receipt"), text(one, "detail")))
        .toList();
  }

  private static List<Receipt> notHandedIn(BitSet rows, String why) {
    return rows.stream().mapToObj(row -> new Receipt(row, null, why)).toList();
  }

  /// Rows in parts, each no more than one request hands in and can name.
  static List<BitSet> parts(BitSet rows) {
    var parts = new ArrayList<BitSet>();
    var part = new BitSet();
    int length = 0;
    for (int first = rows.nextSetBit(0); first >= 0; ) {
      int last = Math.min(rows.nextClearBit(first) - 1, first + MOST_ROWS - 1 - part.cardinality());
      part.set(first, last + 1);
      length += place(first, last).length() + 1;
      first = rows.nextSetBit(last + 1);
      if (first < 0 || part.cardinality() == MOST_ROWS || length >= LONGEST_PLACES) {
        parts.add(part);
        part = new BitSet();
        length = 0;
      }
    }
    return parts;
  }

  /// Places as a list of ranges, for example `3,17-40`.
  static String places(BitSet rows) {
    var ranges = new ArrayList<String>();
    for (int first = rows.nextSetBit(0); first >= 0; ) {
      int last = rows.nextClearBit(first) - 1;
      ranges.add(place(first, last));
      first = rows.nextSetBit(last + 1);
    }
    return String.join(",", ranges);
  }

  private static String place(int first, int last) {
    return first == last ? Integer.toString(first) : first + "-" + last;
  }

  private static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  private static @Nullable String text(JsonNode node, String name) {
    return node.path(name).isTextual() ? node.path(name).asText() : null;
  }

  private record Answer(int status, JsonNode body) {}

  private Answer post(ExportFile file, String query, String operator) {
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
      HttpResponse<InputStream> answer =
          http.send(request, HttpResponse.BodyHandlers.ofInputStream());
      JsonNode body;
      try (InputStream in = answer.body()) {
        body = JSON.readTree(in);
      }
      // Of a batch some rows may be stored: what became of each is in the answer, whatever its
      // status.
      if (answer.statusCode() / 100 == 2 || body.has("records")) {
        return new Answer(answer.statusCode(), body);
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
