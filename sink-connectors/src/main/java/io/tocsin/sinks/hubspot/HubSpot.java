package io.tocsin.sinks.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.sinks.http.Call;
import io.tocsin.sinks.http.Json;
import io.tocsin.sinks.http.Reply;
import io.tocsin.sinks.outward.Answer;
import io.tocsin.sinks.outward.Delivery;
import io.tocsin.sinks.outward.Outside;
import io.tocsin.sinks.outward.Outside.Result;
import io.tocsin.sinks.outward.RecordTemplate;
import io.tocsin.sinks.outward.Upserting;
import io.tocsin.sinks.outward.Verdicts;
import io.tocsin.sinks.routed.RoutedText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// One type of CRM object, upserted by `POST …/{type}/batch/upsert` with a unique property of ours.
/// Where an answer does not say which of its inputs it means, they are sent again in smaller
/// batches, down to one: only the culprit is left over, and repeating is harmless.
final class HubSpot implements Upserting {
  private static final int MOST_INPUTS = 100;

  /// Names an input in what is said of it.
  private static final String TRACE = "objectWriteTraceId";

  /// The window of the limit `TEN_SECONDLY_ROLLING`.
  private static final Duration WINDOW = Duration.ofSeconds(10);

  /// How often a day's used-up allowance is asked after; when it begins anew is not documented.
  private static final Duration DAY_IS_USED_UP = Duration.ofHours(1);

  private static final Duration LOCKED = Duration.ofSeconds(2);

  private final String path;
  private final String unique;
  private final RecordTemplate properties;
  private final Outside outside;

  HubSpot(String path, String unique, RecordTemplate properties, Outside outside) {
    this.path = path;
    this.unique = unique;
    this.properties = properties;
    this.outside = outside;
  }

  @Override
  public int mostAtOnce() {
    return MOST_INPUTS;
  }

  @Override
  public List<Answer> send(List<Delivery> deliveries) throws InterruptedException {
    return switch (outside.call(call(deliveries), this::ownRules)) {
      case Result.Judged(Answer answer) -> same(answer, deliveries);
      case Result.Answered(Reply.Answered reply) ->
          reply.ok() ? judge(reply, deliveries) : declined(reply, deliveries);
    };
  }

  private Call call(List<Delivery> deliveries) {
    ObjectNode body = Json.MAPPER.createObjectNode();
    ArrayNode inputs = body.putArray("inputs");
    for (int i = 0; i < deliveries.size(); i++) {
      ObjectNode input = inputs.addObject();
      input.put("idProperty", unique);
      input.put("id", deliveries.get(i).effect().key());
      input.put(TRACE, trace(i));
      ObjectNode said = input.putObject("properties");
      // A property's value is a text, whatever its type.
      properties
          .fill(deliveries.get(i).effect())
          .properties()
          .forEach(property -> said.put(property.getKey(), property.getValue().asText()));
    }
    return Call.json("POST", path, Json.write(body));
  }

  private Optional<Answer> ownRules(Reply.Answered reply) {
    return switch (reply.status()) {
      // The unit of its Retry-After is not documented for API clients: the policy says the wait.
      case 429 -> {
        String policy = reply.json().path("policyName").asText("");
        yield Optional.of(
            new Answer.Throttled(
                Optional.of(policy.equals("DAILY") ? DAY_IS_USED_UP : WINDOW), errorWords(reply)));
      }
      case 423 -> Optional.of(new Answer.Throttled(Optional.of(LOCKED), errorWords(reply)));
      case 477 ->
          Optional.of(
              new Answer.Throttled(Outside.retryAfter(reply, outside.clock()), errorWords(reply)));
      default -> Optional.empty();
    };
  }

  /// A refusal may be the fault of one input alone.
  private List<Answer> declined(Reply.Answered reply, List<Delivery> deliveries)
      throws InterruptedException {
    Answer answer = Verdicts.declined(reply, errorWords(reply));
    boolean ofInputs = answer instanceof Answer.Refused || answer instanceof Answer.Poison;
    return ofInputs && deliveries.size() > 1 ? inHalves(deliveries) : same(answer, deliveries);
  }

  /// An answer of success: of all inputs, or, with 207, of some.
  private List<Answer> judge(Reply.Answered reply, List<Delivery> deliveries)
      throws InterruptedException {
    Map<Integer, Answer> told = told(reply.json(), deliveries);
    List<Integer> untold =
        IntStream.range(0, deliveries.size()).filter(i -> !told.containsKey(i)).boxed().toList();
    List<Delivery> rest = untold.stream().map(deliveries::get).toList();
    List<Answer> answers = rest.size() < deliveries.size() ? again(rest) : untold(reply, rest);
    for (int i = 0; i < untold.size(); i++) {
      told.put(untold.get(i), answers.get(i));
    }
    return List.copyOf(told.values());
  }

  /// What an answer says of its inputs, by their place.
  private SortedMap<Integer, Answer> told(JsonNode json, List<Delivery> deliveries) {
    var told = new TreeMap<Integer, Answer>();
    boolean alone = deliveries.size() == 1;
    for (JsonNode result : json.path("results")) {
      String id = result.path("id").asText("");
      String key = result.path("properties").path(unique).asText("");
      String trace = result.path(TRACE).asText("");
      for (int i = 0; i < deliveries.size() && !id.isEmpty(); i++) {
        if (alone || trace.equals(trace(i)) || key.equals(deliveries.get(i).effect().key())) {
          told.put(i, new Answer.Stands(id, "object %s upserted".formatted(id)));
        }
      }
    }
    for (JsonNode error : json.path("errors")) {
      Answer refused =
          new Answer.Refused(RoutedText.plain(error.path("message").asText("refused")));
      Set<String> traces = new HashSet<>();
      error.path("context").path(TRACE).forEach(trace -> traces.add(trace.asText()));
      for (int i = 0; i < deliveries.size(); i++) {
        if (alone || traces.contains(trace(i))) {
          told.put(i, refused);
        }
      }
    }
    return told;
  }

  /// Nothing is told of any input.
  private List<Answer> untold(Reply.Answered reply, List<Delivery> deliveries)
      throws InterruptedException {
    return deliveries.size() > 1
        ? inHalves(deliveries)
        : same(
            new Answer.Unknown("HTTP %d without a result".formatted(reply.status())), deliveries);
  }

  private List<Answer> inHalves(List<Delivery> deliveries) throws InterruptedException {
    int half = deliveries.size() / 2;
    List<Answer> answers = new ArrayList<>(send(deliveries.subList(0, half)));
    List<Delivery> rest = deliveries.subList(half, deliveries.size());
    // Who asks to wait, or is away, is not called again for the other half.
    Optional<Answer> stop =
        answers.stream()
            .filter(a -> a instanceof Answer.Throttled || a instanceof Answer.Away)
            .findFirst();
    answers.addAll(stop.isPresent() ? same(stop.get(), rest) : send(rest));
    return answers;
  }

  private List<Answer> again(List<Delivery> deliveries) throws InterruptedException {
    return deliveries.isEmpty() ? List.of() : send(deliveries);
  }

  private static String trace(int place) {
    return Integer.toString(place);
  }

  private static List<Answer> same(Answer answer, List<Delivery> deliveries) {
    return deliveries.stream().map(delivery -> answer).toList();
  }

  /// Of `{"status", "message", "errors": [{"message"}], "category", "correlationId"}`.
  private static String errorWords(Reply.Answered reply) {
    JsonNode json = reply.json();
    var words = new ArrayList<String>();
    words.add(json.path("category").asText(""));
    words.add(json.path("message").asText(""));
    json.path("errors").forEach(error -> words.add(error.path("message").asText("")));
    return Verdicts.words(reply.status(), words);
  }
}
