package io.tocsin.simulators.servicenow;

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

/// ServiceNow: rows of an import set, turned into records by a transform map with a coalesce field.
/// An effect is a record made; its key is the value of the coalesce field.
public final class ServiceNow implements Vendor {
  private static final String IMPORT = "servicenow.com/docs c_ImportSetAPI";
  private static final String COMMUNITY = "servicenow.com community 3410887, 2442022";
  private static final String TABLE = "servicenow.com community 2841645, 2977385";

  /// What can be said of it.
  public static final Profile PROFILE =
      new Profile(
          "servicenow",
          "ServiceNow: POST /api/now/import/{stagingTable}, GET /api/now/table/{table}",
          "a record made; its key is the value of the coalesce field",
          "sys_id",
          List.of(
              Behaviour.documented(
                  "a row whose coalesce field has a known value changes that record, otherwise it"
                      + " makes one",
                  IMPORT),
              Behaviour.documented(
                  "the answer has result[] with transform_map, table, display_name, display_value,"
                      + " record_link, status, sys_id",
                  IMPORT),
              Behaviour.documented("status is inserted, updated, ignored or error", IMPORT),
              Behaviour.documented(
                  "a transform that fails answers 201 all the same, with status error and a"
                      + " status_message",
                  COMMUNITY),
              Behaviour.documented(
                  "looking for a record by its foreign key is a GET of its own", TABLE),
              Behaviour.inferred("a row that changes nothing is ignored"),
              Behaviour.inferred("a row without a value to coalesce on makes a record every time"),
              Behaviour.inferred("201 whether inserted, updated, ignored or error"),
              Behaviour.inferred("GET with sysparm_query=field=value lists records as result[]"),
              Behaviour.inferred(
                  "throttled: 429, numbers are the instance's own; a token that is not good: 401;"
                      + " both with {error: {message, detail}, status}")),
          List.of(
              new Setting("coalesce", "u_correlation_id", "the coalesce field"),
              new Setting("table", "incident", "the table that the transform map fills"),
              new Setting("required", "", "fields without which a transform fails, with commas")),
          Set.of(Fault.ROW_ERROR),
          ServiceNow::new);

  private final World world;

  private ServiceNow(World world) {
    this.world = world;
  }

  @Override
  public Answer answer(Request request) {
    String call = request.method() + " " + request.path();
    if (call.matches("POST /api/now/import/[^/]+")) {
      return load(request);
    }
    if (call.matches("GET /api/now/table/[^/]+")) {
      return list(request);
    }
    return problem(404, "no such path");
  }

  private Answer load(Request request) {
    Optional<ObjectNode> row = request.object();
    if (row.isEmpty()) {
      return problem(400, "the body is not a JSON object");
    }
    for (String field : world.list("required")) {
      if (row.get().path(field).asText().isEmpty()) {
        return failed(request, field + " is missing");
      }
    }
    if (world.refuses(request.received().body())) {
      return failed(request, "the setting `refuse` names this");
    }
    return transform(request, row.get());
  }

  private Answer transform(Request request, ObjectNode row) {
    String field = world.setting("coalesce");
    String key = row.path(field).asText();
    Optional<ObjectNode> found =
        world.in(world.setting("table")).stream()
            .filter(each -> !key.isEmpty() && each.path(field).asText().equals(key))
            .findFirst();
    if (found.isPresent()) {
      ObjectNode before = found.get().deepCopy();
      found.get().setAll(row);
      return result(
          request, result(found.get(), before.equals(found.get()) ? "ignored" : "updated"));
    }
    ObjectNode made = row.deepCopy().put("sys_id", world.nextId());
    world.put(world.setting("table"), made.path("sys_id").asText(), made);
    world.effect(key);
    return result(request, result(made, "inserted"));
  }

  private ObjectNode result(ObjectNode entry, String status) {
    String table = world.setting("table");
    String id = entry.path("sys_id").asText();
    return Json.object()
        .put("transform_map", table)
        .put("table", table)
        .put("display_name", "number")
        .put("display_value", "INC" + id)
        .put("record_link", "/api/now/table/%s/%s".formatted(table, id))
        .put("status", status)
        .put("sys_id", id);
  }

  private Answer failed(Request request, String message) {
    return result(
        request,
        Json.object()
            .put("transform_map", world.setting("table"))
            .put("table", world.setting("table"))
            .put("status", "error")
            .put("status_message", message));
  }

  private Answer result(Request request, ObjectNode result) {
    ObjectNode whole =
        Json.object()
            .put("import_set", "ISET" + world.nextId())
            .put("staging_table", request.segments().getLast());
    whole.putArray("result").add(result);
    return Answer.json(201, whole);
  }

  private Answer list(Request request) {
    String[] wanted = request.query("sysparm_query").split("=", 2);
    ArrayNode found = Json.array();
    for (ObjectNode entry : world.in(request.segments().getLast())) {
      if (wanted.length < 2 || entry.path(wanted[0]).asText().equals(wanted[1])) {
        found.add(entry);
      }
    }
    ObjectNode whole = Json.object();
    whole.set("result", found);
    return Answer.json(200, whole);
  }

  private static Answer problem(int status, String message) {
    ObjectNode whole = Json.object();
    whole.putObject("error").put("message", message).put("detail", "");
    return Answer.json(status, whole.put("status", "failure"));
  }

  @Override
  public Answer unauthorized() {
    return problem(401, "the token is not good");
  }

  @Override
  public Answer fault(Fault fault, Request request) {
    return fault == Fault.ROW_ERROR
        ? failed(request, "the transform failed")
        : problem(429, "too many requests");
  }
}
