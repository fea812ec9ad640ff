package io.tocsin.sinks.json;

import com.fasterxml.jackson.core.JsonPointer;
import io.tocsin.sinks.http.Call;
import io.tocsin.sinks.http.Reply;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A system that configuration alone describes: what is sent, what its answers mean, and what it
/// does about the same request twice.
final class JsonDestination implements Destination {
  /// What a request that changes something calls the destination's id of it.
  static final String ID = "id";

  /// What a request calls the destination's id of the line that it takes back.
  static final String UNDONE_ID = "undoneId";

  /// What may be sent.
  ///
  /// @param make for what does not exist
  /// @param update for what does; empty = it is made again where it is upserted, else never changed
  /// @param withdraw empty = it is updated, and its `{{state}}` says it
  record Requests(Request make, Optional<Request> update, Optional<Request> withdraw) {}

  private final Idempotency idempotency;
  private final Requests requests;
  private final Failures failures;
  private final Optional<String> keyHeader;
  private final Optional<JsonPointer> id;
  private final Optional<Search> search;
  private final Outside outside;

  JsonDestination(
      Idempotency idempotency,
      Requests requests,
      Failures failures,
      Optional<String> keyHeader,
      Optional<JsonPointer> id,
      Optional<Search> search,
      Outside outside) {
    this.idempotency = idempotency;
    this.requests = requests;
    this.failures = failures;
    this.keyHeader = keyHeader;
    this.id = id;
    this.search = search;
    this.outside = outside;
  }

  @Override
  public Idempotency idempotency() {
    return idempotency;
  }

  @Override
  public boolean follows() {
    return upserts() || requests.update().isPresent() || requests.withdraw().isPresent();
  }

  @Override
  public List<Answer> send(List<Delivery> deliveries) throws InterruptedException {
    var answers = new ArrayList<Answer>(deliveries.size());
    for (Delivery delivery : deliveries) {
      answers.add(send(delivery));
    }
    return answers;
  }

  private Answer send(Delivery delivery) throws InterruptedException {
    Optional<Request> request = request(delivery);
    if (request.isEmpty()) {
      return new Answer.Stands(delivery.remoteId().orElse(""), "is out and is not changed");
    }
    Call call = request.get().call(fields(delivery));
    boolean first = delivery.remoteId().isEmpty();
    if (first && keyHeader.isPresent()) {
      call = call.with(keyHeader.get(), delivery.requestKey());
    }
    return switch (outside.call(call, reply -> own(reply, request.get().success(), delivery))) {
      case Result.Judged(Answer answer) -> answer;
      case Result.Answered(Reply.Answered reply) ->
          reply.ok()
              ? new Answer.Unknown(
                  "HTTP %d is not among success.statuses".formatted(reply.status()))
              : Verdicts.declined(reply);
    };
  }

  /// Empty where what exists is never changed.
  private Optional<Request> request(Delivery delivery) {
    if (delivery.remoteId().isEmpty()) {
      return Optional.of(requests.make());
    }
    Optional<Request> update =
        requests.update().or(() -> upserts() ? Optional.of(requests.make()) : Optional.empty());
    return switch (delivery.effect().action()) {
      case PUT -> update;
      case WITHDRAW -> requests.withdraw().or(() -> update);
    };
  }

  private boolean upserts() {
    return idempotency instanceof Idempotency.Upsert;
  }

  private static Map<String, Object> fields(Delivery delivery) {
    var fields = new HashMap<>(delivery.effect().fields());
    fields.put(ID, delivery.remoteId().orElse(""));
    fields.put(UNDONE_ID, delivery.undoneId().orElse(""));
    return fields;
  }

  private Optional<Answer> own(Reply.Answered reply, Success success, Delivery delivery) {
    if (!success.inStatus(reply)) {
      return failures.ofStatus(reply, outside.clock());
    }
    return Optional.of(
        success.inBody(reply) ? stands(reply, delivery) : failures.inside(reply, outside.clock()));
  }

  private Answer stands(Reply.Answered reply, Delivery delivery) {
    if (delivery.remoteId().isPresent()) {
      return stands(
          delivery.remoteId().get(),
          delivery.effect().action() == Effect.Action.PUT ? "updated" : "withdrawn");
    }
    String said = id.map(pointer -> reply.json().at(pointer).asText("")).orElse("");
    if (!said.isEmpty()) {
      return stands(said, "made");
    }
    // An upserted one is known by our key; one that must be found again is looked for.
    return id.isEmpty() || upserts()
        ? stands(delivery.effect().key(), "made")
        : new Answer.Unknown("made, but its id is not where id-pointer says");
  }

  private Answer stands(String remoteId, String what) {
    return new Answer.Stands(remoteId, "%s %s".formatted(remoteId, what));
  }

  @Override
  public Sighting find(Delivery delivery) throws InterruptedException {
    if (search.isEmpty()) {
      throw new IllegalStateException("what is upserted is never looked up");
    }
    return search.get().find(outside, delivery.effect().key(), fields(delivery));
  }
}
