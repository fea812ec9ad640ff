package io.tocsin.simulators.salesforce;

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
import java.util.regex.Pattern;

/// Salesforce: upsert by an external id. An effect is an object made; its key is the external id.
public final class Salesforce implements Vendor {
  private static final String UPSERT =
      "developer.salesforce.com/docs/platform/api-rest/guide/dome-upsert.html";
  private static final String PATCH = "developer.salesforce.com resources_sobject_upsert_patch.htm";

  /// What can be said of it.
  public static final Profile PROFILE =
      new Profile(
          "salesforce",
          "Salesforce: PATCH and GET /services/data/v{NN.N}/sobjects/{Object}/{Field__c}/{value}",
          "an object made; its key is the external id",
          "Id",
          List.of(
              Behaviour.documented(
                  "no match: the object is made, 201 with {id, errors, success}", UPSERT),
              Behaviour.documented("one match: it is changed", UPSERT),
              Behaviour.documented("several matches: 300, and nothing is written", UPSERT),
              Behaviour.documented("neither Id nor the external id may stand in the body", UPSERT),
              Behaviour.documented("`?updateOnly=true` makes nothing", UPSERT),
              Behaviour.documented(
                  "a value that ends like a host name (`x@y.inc`) may be 404: here it always is",
                  PATCH),
              Behaviour.seenInCode(
                  "over the daily limit: 403 REQUEST_LIMIT_EXCEEDED, not 429",
                  "public code that talks to Salesforce"),
              Behaviour.inferred(
                  "a change answers 204 without a body, or what the setting `update-status` says"),
              Behaviour.inferred(
                  "a field that does not end with __c is no external id: 404; nothing to update:"
                      + " 404"),
              Behaviour.inferred(
                  "bad data is 400, a token that is not good 401, each with [{message,"
                      + " errorCode}]"),
              Behaviour.inferred("GET on the same path gives the object; 300 lists what matches")),
          List.of(
              new Setting("update-status", "204", "of a change: 200 or 204"),
              new Setting("objects", "", "kinds of objects that exist, with commas; empty = any")),
          Set.of(),
          Salesforce::new);

  private static final Pattern LIKE_A_HOST = Pattern.compile(".*\\.[A-Za-z]{2,}");

  private final World world;

  private Salesforce(World world) {
    this.world = world;
  }

  @Override
  public Answer answer(Request request) {
    List<String> path = request.segments();
    if (!request.path().matches("/services/data/v[0-9]+\\.[0-9]/sobjects/.*") || path.size() != 7) {
      return problem(404, "NOT_FOUND", "The requested resource does not exist");
    }
    String kind = path.get(4);
    String field = path.get(5);
    String value = path.get(6);
    List<String> kinds = world.list("objects");
    if ((!kinds.isEmpty() && !kinds.contains(kind))
        || !field.endsWith("__c")
        || LIKE_A_HOST.matcher(value).matches()) {
      return problem(404, "NOT_FOUND", "The requested resource does not exist");
    }
    List<ObjectNode> matches =
        world.in(kind).stream().filter(each -> each.path(field).asText().equals(value)).toList();
    if (matches.size() > 1) {
      return several(path, matches);
    }
    return switch (request.method()) {
      case "GET" ->
          matches.isEmpty()
              ? problem(404, "NOT_FOUND", "The requested resource does not exist")
              : Answer.json(200, matches.getFirst());
      case "PATCH" -> upsert(request, kind, field, value, matches);
      default -> problem(405, "METHOD_NOT_ALLOWED", "no such method");
    };
  }

  private Answer upsert(
      Request request, String kind, String field, String value, List<ObjectNode> matches) {
    Optional<ObjectNode> body = request.object();
    if (body.isEmpty()) {
      return problem(400, "JSON_PARSER_ERROR", "the body is not a JSON object");
    }
    if (body.get().has("Id") || body.get().has(field)) {
      return problem(400, "INVALID_FIELD", "neither Id nor %s may be in the body".formatted(field));
    }
    if (world.refuses(request.received().body())) {
      return problem(400, "FIELD_INTEGRITY_EXCEPTION", "the setting `refuse` names this");
    }
    if (!matches.isEmpty()) {
      ObjectNode match = matches.getFirst();
      match.setAll(body.get());
      int status = world.number("update-status");
      return status == 204 ? Answer.empty(204) : Answer.json(status, success(match));
    }
    if (request.query("updateOnly").equals("true")) {
      return problem(404, "NOT_FOUND", "there is nothing to update");
    }
    ObjectNode made = body.get().deepCopy().put("Id", world.nextId()).put(field, value);
    made.putObject("attributes").put("type", kind);
    world.put(kind, made.path("Id").asText(), made);
    world.effect(value);
    return Answer.json(201, success(made));
  }

  private static ObjectNode success(ObjectNode object) {
    ObjectNode success = Json.object().put("id", object.path("Id").asText());
    success.putArray("errors");
    return success.put("success", true);
  }

  private static Answer several(List<String> path, List<ObjectNode> matches) {
    ArrayNode addresses = Json.array();
    String start = "/" + String.join("/", path.subList(0, 5)) + "/";
    matches.forEach(match -> addresses.add(start + match.path("Id").asText()));
    return Answer.json(300, addresses);
  }

  private static Answer problem(int status, String code, String message) {
    ArrayNode problems = Json.array();
    problems.addObject().put("message", message).put("errorCode", code);
    return Answer.json(status, problems);
  }

  @Override
  public Answer unauthorized() {
    return problem(401, "INVALID_SESSION_ID", "the token is not good");
  }

  @Override
  public Answer fault(Fault fault, Request request) {
    return problem(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.");
  }
}
