package io.tocsin.sinks.zendesk;

import com.fasterxml.jackson.core.JsonPointer;
import io.tocsin.sinks.http.Call;
import io.tocsin.sinks.http.Json;
import io.tocsin.sinks.http.Reply;
import io.tocsin.sinks.http.Template;
import io.tocsin.sinks.http.Template.JsonTemplate;
import io.tocsin.sinks.outward.Answer;
import io.tocsin.sinks.outward.Delivery;
import io.tocsin.sinks.outward.Destination;
import io.tocsin.sinks.outward.Effect;
import io.tocsin.sinks.outward.Idempotency;
import io.tocsin.sinks.outward.Outside;
import io.tocsin.sinks.outward.Outside.Result;
import io.tocsin.sinks.outward.Search;
import io.tocsin.sinks.outward.Sighting;
import io.tocsin.sinks.outward.Verdicts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Tickets of Zendesk: made by `POST /api/v2/tickets` with an Idempotency-Key, which Zendesk keeps
/// for two hours (Zendesk, Ticketing API introduction, "Idempotency"), changed by PUT. Beyond that
/// a ticket is looked for by its external id, which Zendesk does not keep unique: a list comes.
final class Zendesk implements Destination {
  private static final String TICKETS = "/api/v2/tickets";
  private static final String OTHER_BODY = "IdempotentRequestError";

  private final Duration memory;
  private final JsonTemplate body;
  private final JsonTemplate update;
  private final JsonTemplate withdrawn;
  private final JsonPointer id;
  private final Template updatePath;
  private final Search search;
  private final Outside outside;

  Zendesk(
      Duration memory,
      JsonTemplate body,
      JsonTemplate update,
      JsonTemplate withdrawn,
      JsonPointer id,
      Template updatePath,
      Search search,
      Outside outside) {
    this.memory = memory;
    this.body = body;
    this.update = update;
    this.withdrawn = withdrawn;
    this.id = id;
    this.updatePath = updatePath;
    this.search = search;
    this.outside = outside;
  }

  @Override
  public Idempotency idempotency() {
    return new Idempotency.Remembered(memory);
  }

  @Override
  public List<Answer> send(List<Delivery> deliveries) throws InterruptedException {
    var answers = new ArrayList<Answer>(deliveries.size());
    for (Delivery delivery : deliveries) {
      answers.add(
          delivery.remoteId().isPresent()
              ? change(delivery, delivery.remoteId().get())
              : make(delivery));
    }
    return answers;
  }

  private Answer make(Delivery delivery) throws InterruptedException {
    Call call =
        Call.json("POST", TICKETS, Json.write(body.fill(delivery.effect().fields())))
            .with("Idempotency-Key", delivery.requestKey());
    return switch (outside.call(call)) {
      case Result.Judged(Answer answer) -> answer;
      case Result.Answered(Reply.Answered reply) when reply.ok() -> made(reply);
      case Result.Answered(Reply.Answered reply)
          when reply.status() == 400 && reply.body().contains(OTHER_BODY) ->
          madeOtherwise(delivery);
      case Result.Answered(Reply.Answered reply) -> Verdicts.declined(reply);
    };
  }

  private Answer made(Reply.Answered reply) {
    String ticket = reply.json().at(id).asText("");
    if (ticket.isEmpty()) {
      return new Answer.Unknown("made, but its id is not where id-pointer says");
    }
    boolean before = reply.header("x-idempotency-lookup").filter("hit"::equals).isPresent();
    return new Answer.Stands(
        ticket, "ticket %s %s".formatted(ticket, before ? "was made before" : "made"));
  }

  /// The key was used with another body: that ticket is looked for, another key never tried.
  private Answer madeOtherwise(Delivery delivery) throws InterruptedException {
    return switch (find(delivery)) {
      case Sighting.Found(String ticket) -> change(delivery, ticket);
      case Sighting.Absent() ->
          new Answer.Unknown("the key was used with another body, but no ticket is found");
      case Sighting.Unclear(String words) -> new Answer.Refused(words);
      case Sighting.Failed(Answer answer) -> answer;
    };
  }

  private Answer change(Delivery delivery, String ticket) throws InterruptedException {
    JsonTemplate template =
        switch (delivery.effect().action()) {
          case PUT -> update;
          case WITHDRAW -> withdrawn;
        };
    Call call =
        Call.json(
            "PUT",
            updatePath.path(Map.of("id", ticket)),
            Json.write(template.fill(delivery.effect().fields())));
    return switch (outside.call(call)) {
      case Result.Judged(Answer answer) -> answer;
      case Result.Answered(Reply.Answered reply) when reply.ok() ->
          new Answer.Stands(
              ticket,
              "ticket %s %s"
                  .formatted(
                      ticket,
                      delivery.effect().action() == Effect.Action.PUT ? "updated" : "withdrawn"));
      case Result.Answered(Reply.Answered reply) when reply.status() == 404 ->
          new Answer.Refused("ticket %s is gone: %s".formatted(ticket, Verdicts.words(reply)));
      case Result.Answered(Reply.Answered reply) -> Verdicts.declined(reply);
    };
  }

  @Override
  public Sighting find(Delivery delivery) throws InterruptedException {
    return search.find(outside, delivery.effect().key(), delivery.effect().fields());
  }
}
