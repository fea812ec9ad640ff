package io.tocsin.sinks.servicenow;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.ArrayList;
import java.util.List;

/// One staging table of an import set: `POST /api/now/import/{staging table}` inserts a row and
/// transforms it at once (ServiceNow, Import Set API). A transform map whose coalesce field is our
/// key makes it an upsert. What the transform did is said by each row of the answer, never by its
/// HTTP status.
final class ServiceNow implements Upserting {
  private final String path;
  private final String keyColumn;
  private final RecordTemplate columns;
  private final Outside outside;

  ServiceNow(String path, String keyColumn, RecordTemplate columns, Outside outside) {
    this.path = path;
    this.keyColumn = keyColumn;
    this.columns = columns;
    this.outside = outside;
  }

  @Override
  public List<Answer> send(List<Delivery> deliveries) throws InterruptedException {
    var answers = new ArrayList<Answer>(deliveries.size());
    for (Delivery delivery : deliveries) {
      ObjectNode row = columns.fill(delivery.effect());
      row.put(keyColumn, delivery.effect().key());
      answers.add(
          switch (outside.call(Call.json("POST", path, Json.write(row)))) {
            case Result.Judged(Answer answer) -> answer;
            case Result.Answered(Reply.Answered reply) ->
                reply.ok() ? judge(reply, delivery) : Verdicts.declined(reply);
          });
    }
    return answers;
  }

  /// Several rows come where the staging table has several transform maps: all must be well.
  private static Answer judge(Reply.Answered reply, Delivery delivery) {
    JsonNode result = reply.json().path("result");
    if (!result.isArray() || result.isEmpty()) {
      return new Answer.Unknown(
          "HTTP %d without a row of result: has the staging table a transform map, and does it run"
                  .formatted(reply.status())
              + " at once?");
    }
    String remoteId = delivery.remoteId().orElse(delivery.effect().key());
    var words = new ArrayList<String>();
    for (JsonNode row : result) {
      String status = row.path("status").asText("");
      switch (status) {
        case "inserted", "updated", "ignored" -> {
          if (words.isEmpty() && !row.path("sys_id").asText("").isEmpty()) {
            remoteId = row.path("sys_id").asText();
          }
          words.add(
              "%s %s %s"
                  .formatted(
                      row.path("table").asText(""), row.path("display_value").asText(""), status));
        }
        default -> {
          return new Answer.Refused(
              RoutedText.plain(
                  "%s: %s: %s"
                      .formatted(
                          row.path("transform_map").asText("a transform map"),
                          status.isEmpty() ? "no status" : status,
                          row.path("status_message").asText("without a message"))));
        }
      }
    }
    return new Answer.Stands(remoteId, RoutedText.plain(String.join(", ", words)));
  }
}
