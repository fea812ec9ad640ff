package io.tocsin.sinks.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.sinks.http.Call;
import io.tocsin.sinks.http.Json;
import io.tocsin.sinks.http.Reply;
import io.tocsin.sinks.http.Template;
import io.tocsin.sinks.outward.Answer;
import io.tocsin.sinks.outward.Delivery;
import io.tocsin.sinks.outward.Effect;
import io.tocsin.sinks.outward.Outside;
import io.tocsin.sinks.outward.Outside.Result;
import io.tocsin.sinks.outward.RecordTemplate;
import io.tocsin.sinks.outward.Upserting;
import io.tocsin.sinks.outward.Verdicts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One object of an org, upserted by `PATCH …/sobjects/{object}/{external id field}/{key}`
/// (Salesforce, REST API Developer Guide, "Insert or Update (Upsert) a Record Using an External
/// ID").
final class Salesforce implements Upserting {
  private static final String DAY_IS_USED_UP = "REQUEST_LIMIT_EXCEEDED";

  private final String path;
  private final String object;
  private final RecordTemplate body;
  private final Outside outside;

  /// @param path before the key
  Salesforce(String path, String object, RecordTemplate body, Outside outside) {
    this.path = path;
    this.object = object;
    this.body = body;
    this.outside = outside;
  }

  @Override
  public List<Answer> send(List<Delivery> deliveries) throws InterruptedException {
    var answers = new ArrayList<Answer>(deliveries.size());
    for (Delivery delivery : deliveries) {
      Call call =
          Call.json(
              "PATCH",
              path + Template.encoded(delivery.effect().key()) + query(delivery),
              Json.write(body.fill(delivery.effect())));
      answers.add(
          switch (outside.call(call)) {
            case Result.Judged(Answer answer) -> answer;
            case Result.Answered(Reply.Answered reply) -> judge(reply, delivery);
          });
    }
    return answers;
  }

  /// A withdrawal never makes a record.
  private static String query(Delivery delivery) {
    return withdraws(delivery) ? "?updateOnly=true" : "";
  }

  private static boolean withdraws(Delivery delivery) {
    return delivery.effect().action() == Effect.Action.WITHDRAW;
  }

  private Answer judge(Reply.Answered reply, Delivery delivery) {
    JsonNode json = reply.json();
    return switch (reply.status()) {
      case 200, 201, 204 -> stands(reply, json, delivery);
      case 300 ->
          new Answer.Refused(
              "several records of %s have this external id; all but one must go".formatted(object));
      case 403 ->
          errors(json).stream()
                  .anyMatch(e -> DAY_IS_USED_UP.equals(e.path("errorCode").textValue()))
              ? new Answer.Throttled(Optional.empty(), words(reply.status(), json))
              : new Answer.Away(words(reply.status(), json));
      case 400, 404 -> {
        if (errors(json).isEmpty()) {
          yield Verdicts.declined(reply);
        }
        String remoteId = delivery.remoteId().orElse(delivery.effect().key());
        yield reply.status() == 404 && withdraws(delivery)
            ? new Answer.Stands(remoteId, "%s %s was gone already".formatted(object, remoteId))
            : new Answer.Refused(words(reply.status(), json));
      }
      default -> Verdicts.declined(reply);
    };
  }

  private Answer stands(Reply.Answered reply, JsonNode json, Delivery delivery) {
    JsonNode success = json.path("success");
    if (success.isBoolean() && !success.booleanValue()) {
      return new Answer.Refused(words(reply.status(), json.path("errors")));
    }
    // An answer without a body names no id: then the record is known by our key.
    String id = json.path("id").asText("");
    String remoteId = id.isEmpty() ? delivery.remoteId().orElse(delivery.effect().key()) : id;
    String what = reply.status() == 201 ? "created" : withdraws(delivery) ? "withdrawn" : "updated";
    return new Answer.Stands(remoteId, "%s %s %s".formatted(object, remoteId, what));
  }

  /// The elements of `[{"errorCode", "message"}]`.
  private static List<JsonNode> errors(JsonNode json) {
    var errors = new ArrayList<JsonNode>();
    json.forEach(
        error -> {
          if (error.path("errorCode").isTextual()) {
            errors.add(error);
          }
        });
    return errors;
  }

  private static String words(int status, JsonNode json) {
    var words = new ArrayList<String>();
    for (JsonNode error : errors(json)) {
      words.add(error.path("errorCode").textValue());
      words.add(error.path("message").asText(""));
    }
    return Verdicts.words(status, words);
  }
}
