package io.tocsin.simulators.hubspot;

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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// HubSpot: batches of upserts by a unique property. An effect is an object made; its key is the
/// value of that property.
public final class HubSpot implements Vendor {
  private static final String CODE = "public code that talks to HubSpot";
  private static final String NOTES = "public notes citing HubSpot's pages";

  /// What can be said of it.
  public static final Profile PROFILE =
      new Profile(
          "hubspot",
          "HubSpot: POST /crm/v3/objects/{type}/batch/upsert",
          "an object made; its key is the value of its idProperty",
          "id",
          List.of(
              Behaviour.seenInCode(
                  "a batch of at most 100 inputs {idProperty, id, properties} makes or changes an"
                      + " object each",
                  CODE),
              Behaviour.seenInCode(
                  "paths /crm/v3/objects/{type}/batch/upsert and"
                      + " /crm/objects/{date}/{type}/batch/upsert",
                  CODE),
              Behaviour.seenInCode(
                  "contacts, companies, deals, tickets, products and line_items can be upserted;"
                      + " notes, tasks and calls cannot",
                  NOTES),
              Behaviour.seenInCode(
                  "a property that is not marked unique cannot be the idProperty", NOTES),
              Behaviour.seenInCode(
                  "207 if some inputs fail, the others are written; an error names its input by"
                      + " objectWriteTraceId",
                  NOTES),
              Behaviour.seenInCode(
                  "throttled: 429 with policyName TEN_SECONDLY_ROLLING or DAILY, and"
                      + " X-HubSpot-RateLimit headers",
                  NOTES),
              Behaviour.seenInCode("423 while something is locked: wait 2 s", NOTES),
              Behaviour.seenInCode("477 while the account is moved, with Retry-After", NOTES),
              Behaviour.seenInCode(
                  "errors are {status, message, errors, category, correlationId}", NOTES),
              Behaviour.inferred(
                  "the trace id stands beside the id in a result, and in `context` in an error"),
              Behaviour.inferred("an input fails if it has no idProperty, id or properties"),
              Behaviour.inferred(
                  "more than 100 inputs, or another type (notes, tasks and calls are not documented"
                      + " to be upserted): 400 and nothing written")),
          List.of(
              new Setting(
                  "retry-after-seconds",
                  "",
                  "the Retry-After of a throttled or failed request; 477 has 1 if it is empty"),
              new Setting(
                  "types",
                  "contacts,companies,deals,tickets,products,line_items",
                  "types that can be upserted, with commas"),
              new Setting(
                  "unique-properties", "", "properties marked unique, with commas; empty = any")),
          Set.of(Fault.DAILY_LIMIT, Fault.LOCKED, Fault.MIGRATING),
          HubSpot::new);

  private static final int LARGEST_BATCH = 100;
  private static final Pattern PATH =
      Pattern.compile("/crm/(?:v3/objects|objects/[0-9]{4}-[0-9]{2})/([^/]+)/batch/upsert");

  private final World world;

  private HubSpot(World world) {
    this.world = world;
  }

  @Override
  public Answer answer(Request request) {
    Matcher path = PATH.matcher(request.path());
    if (!path.matches() || !request.method().equals("POST")) {
      return problem(404, "OBJECT_NOT_FOUND", "no such path");
    }
    String type = path.group(1);
    if (!world.list("types").contains(type)) {
      return problem(400, "VALIDATION_ERROR", type + " cannot be upserted");
    }
    Optional<ObjectNode> body = request.object();
    if (body.isEmpty() || !body.get().path("inputs").isArray()) {
      return problem(400, "VALIDATION_ERROR", "the body has no inputs");
    }
    if (body.get().path("inputs").size() > LARGEST_BATCH) {
      return problem(400, "VALIDATION_ERROR", "more than %d inputs".formatted(LARGEST_BATCH));
    }
    return batch(type, body.get().path("inputs"));
  }

  private Answer batch(String type, JsonNode inputs) {
    ArrayNode results = Json.array();
    ArrayNode errors = Json.array();
    for (JsonNode input : inputs) {
      String wrong = wrongWith(input);
      if (wrong.isEmpty()) {
        results.add(upsert(type, input));
      } else {
        errors.add(error(input, wrong));
      }
    }
    ObjectNode whole =
        Json.object()
            .put("status", "COMPLETE")
            .put("startedAt", world.now().toString())
            .put("completedAt", world.now().toString());
    whole.set("results", results);
    if (!errors.isEmpty()) {
      whole.put("numErrors", errors.size()).set("errors", errors);
    }
    return Answer.json(errors.isEmpty() ? 200 : 207, whole);
  }

  private String wrongWith(JsonNode input) {
    for (String member : List.of("idProperty", "id")) {
      if (input.path(member).asText().isEmpty()) {
        return member + " is missing";
      }
    }
    List<String> unique = world.list("unique-properties");
    if (!unique.isEmpty() && !unique.contains(input.path("idProperty").asText())) {
      return input.path("idProperty").asText() + " is not a unique property";
    }
    if (!input.path("properties").isObject()) {
      return "properties are missing";
    }
    return world.refuses(Json.write(input)) ? "the setting `refuse` names this" : "";
  }

  private ObjectNode upsert(String type, JsonNode input) {
    String property = input.path("idProperty").asText();
    String value = input.path("id").asText();
    Optional<ObjectNode> found =
        world.in(type).stream()
            .filter(each -> each.path("properties").path(property).asText().equals(value))
            .findFirst();
    ObjectNode object =
        found.orElseGet(
            () -> {
              ObjectNode made = Json.object().put("id", world.nextId());
              made.putObject("properties").put(property, value);
              made.put("createdAt", world.now().toString());
              world.put(type, made.path("id").asText(), made);
              world.effect(value);
              return made;
            });
    object.withObject("/properties").setAll((ObjectNode) input.path("properties"));
    object.put("updatedAt", world.now().toString());
    ObjectNode result = object.deepCopy().put("new", found.isEmpty());
    if (input.has("objectWriteTraceId")) {
      result.set("objectWriteTraceId", input.path("objectWriteTraceId"));
    }
    return result;
  }

  private ObjectNode error(JsonNode input, String message) {
    ObjectNode error =
        Json.object()
            .put("status", "error")
            .put("category", "VALIDATION_ERROR")
            .put("message", message);
    if (input.has("objectWriteTraceId")) {
      error
          .putObject("context")
          .putArray("objectWriteTraceId")
          .add(input.path("objectWriteTraceId"));
    }
    return error;
  }

  private Answer problem(int status, String category, String message) {
    return Answer.json(status, body(category, message));
  }

  private ObjectNode body(String category, String message) {
    ObjectNode body =
        Json.object()
            .put("status", "error")
            .put("message", message)
            .put("category", category)
            .put("correlationId", world.nextId());
    body.putArray("errors");
    return body;
  }

  @Override
  public Answer unauthorized() {
    return problem(401, "INVALID_AUTHENTICATION", "the token is not good");
  }

  @Override
  public Answer fault(Fault fault, Request request) {
    if (fault == Fault.LOCKED) {
      return problem(423, "LOCKED", "something is locked; wait 2 seconds");
    }
    if (fault == Fault.MIGRATING) {
      return problem(477, "MIGRATION_IN_PROGRESS", "the account is being moved")
          .with("Retry-After", "1");
    }
    return fault == Fault.DAILY_LIMIT
        ? limited("DAILY", "250000", "86400000")
        : limited("TEN_SECONDLY_ROLLING", "100", "10000");
  }

  private Answer limited(String policy, String most, String millis) {
    ObjectNode body = body("RATE_LIMITS", "the limit is reached").put("policyName", policy);
    return Answer.json(429, body)
        .with("X-HubSpot-RateLimit-Max", most)
        .with("X-HubSpot-RateLimit-Remaining", "0")
        .with("X-HubSpot-RateLimit-Interval-Milliseconds", millis);
  }
}
