package io.tocsin.simulators.zendesk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.simulators.Answer;
import io.tocsin.simulators.Behaviour;
import io.tocsin.simulators.Fault;
import io.tocsin.simulators.Json;
import io.tocsin.simulators.Profile;
import io.tocsin.simulators.Request;
import io.tocsin.simulators.Setting;
import io.tocsin.simulators.Vendor;
import io.tocsin.simulators.World;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Zendesk Support: tickets. An effect is a ticket made; its key is the external_id, else the
/// Idempotency-Key.
public final class Zendesk implements Vendor {
  private static final String IDEMPOTENCY =
      "notes and public code citing"
          + " developer.zendesk.com/api-reference/ticketing/introduction/#idempotency";
  private static final String EXTERNAL_ID = "support.zendesk.com 4408819890330";
  private static final String CODE = "public code that talks to Zendesk";

  /// What can be said of it.
  public static final Profile PROFILE =
      new Profile(
          "zendesk",
          "Zendesk Support: POST and GET /api/v2/tickets, PUT and GET /api/v2/tickets/{id}",
          "a ticket made; its key is the external_id, else the Idempotency-Key",
          "id",
          List.of(
              Behaviour.seenInCode(
                  "an Idempotency-Key is remembered for 2 hours: the same key and body get the"
                      + " first answer again, and no second ticket",
                  IDEMPOTENCY),
              Behaviour.seenInCode("the header x-idempotency-lookup says miss or hit", IDEMPOTENCY),
              Behaviour.seenInCode(
                  "the same key with another body is 400 IdempotentRequestError", IDEMPOTENCY),
              Behaviour.seenInCode("an Idempotency-Key has at most 255 characters", IDEMPOTENCY),
              Behaviour.seenInCode("PUT takes no key: each one changes the ticket", IDEMPOTENCY),
              Behaviour.documented(
                  "external_id is not unique: GET tickets by external_id gives a list",
                  EXTERNAL_ID),
              Behaviour.seenInCode("throttled: 429 with Retry-After and X-Rate-Limit", CODE),
              Behaviour.inferred("bodies are the same if they are the same JSON"),
              Behaviour.inferred("only the answer of a success is remembered for its key"),
              Behaviour.inferred(
                  "a ticket that does not exist is 404, bad data 422, a token that is not good"
                      + " 401"),
              Behaviour.inferred("POST answers 201, PUT 200, both with the ticket in `ticket`")),
          List.of(
              new Setting(
                  "retry-after-seconds", "1", "the Retry-After of a throttled or failed request")),
          Set.of(),
          Zendesk::new);

  private static final String TICKETS = "tickets";
  private static final int LONGEST_KEY = 255;
  private static final Duration KEPT = Duration.ofHours(2);

  private final World world;
  private final Map<String, Remembered> remembered = new HashMap<>();

  private Zendesk(World world) {
    this.world = world;
  }

  private record Remembered(JsonNode body, Answer answer, Instant at) {}

  @Override
  public Answer answer(Request request) {
    List<String> path = request.segments();
    String call = request.method() + " " + request.path().replaceFirst("\\.json$", "");
    if (call.equals("POST /api/v2/tickets")) {
      return create(request);
    }
    if (call.equals("GET /api/v2/tickets")) {
      return list(request);
    }
    if (call.matches("(GET|PUT) /api/v2/tickets/[^/]+")) {
      String id = path.getLast().replaceFirst("\\.json$", "");
      Optional<ObjectNode> ticket = world.find(TICKETS, id);
      if (ticket.isEmpty()) {
        return problem(404, "RecordNotFound", "there is no ticket " + id);
      }
      return request.writes() ? update(request, ticket.get()) : ticket(200, ticket.get());
    }
    return problem(404, "InvalidEndpoint", "no such path");
  }

  private Answer create(Request request) {
    Optional<ObjectNode> body = ticketIn(request);
    if (body.isEmpty()) {
      return problem(422, "RecordInvalid", "the body is not a ticket that may be made");
    }
    String key = request.header("Idempotency-Key");
    if (key.isEmpty()) {
      return make(key, body.get());
    }
    if (key.length() > LONGEST_KEY) {
      return problem(400, "IdempotentRequestError", "the key is longer than " + LONGEST_KEY);
    }
    Remembered before = remembered.get(key);
    if (before != null && before.at().plus(KEPT).isAfter(world.now())) {
      return before.body().equals(body.get())
          ? before.answer().with("x-idempotency-lookup", "hit")
          : problem(
              400,
              "IdempotentRequestError",
              "Request parameters don't match the given idempotency key");
    }
    Answer answer = make(key, body.get());
    remembered.put(key, new Remembered(body.get(), answer, world.now()));
    return answer.with("x-idempotency-lookup", "miss");
  }

  private Optional<ObjectNode> ticketIn(Request request) {
    return request
        .object()
        .map(body -> body.path("ticket"))
        .filter(ObjectNode.class::isInstance)
        .map(ObjectNode.class::cast)
        .filter(_ -> !world.refuses(request.received().body()));
  }

  private Answer make(String key, ObjectNode body) {
    String externalId = body.path("external_id").asText();
    world.effect(externalId.isEmpty() ? key : externalId);
    ObjectNode ticket = body.deepCopy().put("id", Long.parseLong(world.nextId()));
    ticket.put("created_at", world.now().toString()).put("updated_at", world.now().toString());
    world.put(TICKETS, ticket.path("id").asText(), ticket);
    return ticket(201, ticket);
  }

  private Answer update(Request request, ObjectNode ticket) {
    Optional<ObjectNode> body = ticketIn(request);
    if (body.isEmpty()) {
      return problem(422, "RecordInvalid", "the body is not a ticket that may be made");
    }
    JsonNode id = ticket.path("id");
    ticket.setAll(body.get());
    ticket.set("id", id);
    ticket.put("updated_at", world.now().toString());
    return ticket(200, ticket);
  }

  private Answer list(Request request) {
    ArrayNode found = Json.array();
    for (ObjectNode ticket : world.in(TICKETS)) {
      if (!request.query().containsKey("external_id")
          || ticket.path("external_id").asText().equals(request.query("external_id"))) {
        found.add(ticket);
      }
    }
    ObjectNode page = Json.object().put("count", found.size());
    page.set("tickets", found);
    return Answer.json(200, page);
  }

  private static Answer ticket(int status, ObjectNode ticket) {
    ObjectNode whole = Json.object();
    whole.set("ticket", ticket);
    return Answer.json(status, whole);
  }

  private static Answer problem(int status, String error, String description) {
    return Answer.json(status, Json.object().put("error", error).put("description", description));
  }

  @Override
  public Answer unauthorized() {
    return problem(401, "Unauthorized", "the token is not good");
  }

  @Override
  public Answer fault(Fault fault, Request request) {
    return Answer.text(429, "Number of allowed API requests per minute exceeded")
        .with("X-Rate-Limit", "200");
  }
}
