package io.tocsin.sinks.tracktik;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.sinks.http.Call;
import io.tocsin.sinks.http.Reply;
import io.tocsin.sinks.outward.Answer;
import io.tocsin.sinks.outward.Delivery;
import io.tocsin.sinks.outward.Destination;
import io.tocsin.sinks.outward.Idempotency;
import io.tocsin.sinks.outward.Outside;
import io.tocsin.sinks.outward.Sighting;
import io.tocsin.sinks.routed.RoutedText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A TrackTik portal's billing. It has no means against the same item twice, and its gateway gives
/// up after 30 seconds while the work behind it may still be done: an item is searched by the key
/// in it before it is made, and again after an answer was lost.
final class TrackTikBilling implements Destination {
  private final TrackTikBillingSettings settings;
  private final ItemForm form;
  private final Outside outside;

  TrackTikBilling(TrackTikBillingSettings settings, Outside outside) {
    this.settings = settings;
    this.form = new ItemForm(settings);
    this.outside = outside;
  }

  @Override
  public Idempotency idempotency() {
    return new Idempotency.None(true);
  }

  @Override
  public List<Answer> send(List<Delivery> deliveries) throws InterruptedException {
    var answers = new ArrayList<Answer>();
    for (Delivery delivery : deliveries) {
      answers.add(send(delivery));
    }
    return answers;
  }

  private Answer send(Delivery delivery) throws InterruptedException {
    if (delivery.remoteId().isPresent()) {
      return new Answer.Stands(delivery.remoteId().get(), "stands already: lines never change");
    }
    String objection = form.objection(delivery.effect()).orElse("");
    if (!objection.isEmpty()) {
      return new Answer.Refused(objection);
    }
    Call call = Call.json("POST", form.path(delivery), form.body(delivery));
    return switch (outside.call(call)) {
      case Outside.Result.Judged judged -> judged.answer();
      case Outside.Result.Answered answered -> made(answered.reply());
    };
  }

  private Answer made(Reply.Answered reply) {
    if (!reply.ok()) {
      return declined(reply);
    }
    String id = reply.json().at(settings.id()).asText();
    // Something was made, or is about to be: the look-up will say what.
    return id.isBlank()
        ? new Answer.Unknown(
            "answers HTTP %d without an id where %s.id points"
                .formatted(reply.status(), settings.section()))
        : new Answer.Stands(id, "billing item %s made".formatted(id));
  }

  /// TrackTik's errors have no documented form: their words are whatever the body says.
  private static Answer declined(Reply.Answered reply) {
    int status = reply.status();
    String words = RoutedText.plain("TrackTik answers HTTP %d: %s".formatted(status, reply.body()));
    return switch (status) {
      case 400, 402, 409, 422 -> new Answer.Refused(words);
      case 403, 404, 405, 406, 410 -> new Answer.Away(words);
      default ->
          status < 400
              ? new Answer.Away("answers HTTP %d: look at url and path".formatted(status))
              : new Answer.Poison("answers HTTP %d".formatted(status));
    };
  }

  @Override
  public Sighting find(Delivery delivery) throws InterruptedException {
    // What will not be sent has no fields to be searched by.
    String objection = form.objection(delivery.effect()).orElse("");
    if (!objection.isEmpty()) {
      return new Sighting.Failed(new Answer.Refused(objection));
    }
    return switch (outside.call(settings.lookUp().call(form.fields(delivery)))) {
      case Outside.Result.Judged judged -> new Sighting.Failed(harmless(judged.answer()));
      case Outside.Result.Answered answered -> sighting(answered.reply(), delivery);
    };
  }

  private Sighting sighting(Reply.Answered reply, Delivery delivery) {
    if (!reply.ok()) {
      return lost(
          RoutedText.plain(
              "the look-up is answered with HTTP %d: %s".formatted(reply.status(), reply.body())));
    }
    JsonNode answer = reply.json();
    @Nullable List<JsonNode> items = settings.lookUp().items(answer).orElse(null);
    if (items == null) {
      return lost(
          "the look-up's answer has no list where %s.look-up-items points"
              .formatted(settings.section()));
    }
    List<String> ours =
        items.stream()
            .filter(item -> form.is(item, delivery.effect()))
            .map(item -> item.at(settings.lookUpId()).asText())
            .toList();
    if (ours.size() > 1) {
      return new Sighting.Unclear(
          "%d billing items have the key of this line: ids %s"
              .formatted(ours.size(), String.join(", ", ours.stream().limit(10).toList())));
    }
    if (ours.size() == 1) {
      return ours.getFirst().isBlank()
          ? lost(
              "the found item has no id where %s.look-up-id points".formatted(settings.section()))
          : new Sighting.Found(ours.getFirst());
    }
    JsonNode total = answer.at(settings.lookUpTotal());
    if (total.isNumber() && total.decimalValue().intValue() > items.size()) {
      // TrackTik gives a part where there is much, and has been seen to ignore a filter.
      return lost(
          "the look-up shows %d of %s items and the line is not among them: narrow"
                  .formatted(items.size(), total.asText())
              + " %s.look-up-path".formatted(settings.section()));
    }
    return new Sighting.Absent();
  }

  /// Whether the line is there cannot be told, and making it could make it twice: nothing goes on
  /// until the settings or the portal are in order.
  private static Sighting lost(String reason) {
    return new Sighting.Failed(new Answer.Away(reason));
  }

  /// A question has no effect, whatever became of it.
  private static Answer harmless(Answer answer) {
    return answer instanceof Answer.Unknown unknown ? new Answer.Away(unknown.reason()) : answer;
  }
}
