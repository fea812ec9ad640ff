package io.tocsin.simulators.generic;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Some system with a JSON interface, whatever its paths. An effect is an object made; its key is
/// where the setting `key` says.
public final class Generic implements Vendor {
  /// What can be said of it.
  public static final Profile PROFILE =
      new Profile(
          "generic",
          "some system with a JSON interface: any method, any path",
          "an object made; its key stands where the setting `key` says",
          "id",
          List.of(
              Behaviour.inferred(
                  "POST, PUT and PATCH to any path make an object; `mode` says what a second one"
                      + " with the same key does"),
              Behaviour.inferred(
                  "GET on a path lists its objects whose members equal the query's parameters"),
              Behaviour.inferred("DELETE answers like the others and changes nothing"),
              Behaviour.inferred("throttled: 429; bad data: 400; a token that is not good: 401")),
          List.of(
              new Setting(
                  "key",
                  "/id",
                  "where the key is: a JSON pointer, header:<name>, query:<name>, or path (its last"
                      + " part)"),
              new Setting(
                  "mode",
                  "append",
                  "append = makes another one; upsert = replaces it; remember = gives the first"
                      + " answer again"),
              new Setting("status", "200", "of a success"),
              new Setting("body", "", "of a success; empty = the object"),
              new Setting(
                  "location", "", "a Location header to send, for a status that redirects")),
          Set.of(),
          Generic::new);

  private final World world;
  private final Map<String, Answer> remembered = new HashMap<>();

  private Generic(World world) {
    this.world = world;
  }

  @Override
  public Answer answer(Request request) {
    return switch (request.method()) {
      case "GET", "HEAD" -> list(request);
      case "POST", "PUT", "PATCH" ->
          world.refuses(request.received().body())
              ? Answer.json(400, Json.object().put("error", "bad data"))
              : write(request);
      default -> success(Json.object());
    };
  }

  private Answer list(Request request) {
    ArrayNode found = Json.array();
    for (ObjectNode object : world.in(request.path())) {
      if (request.query().entrySet().stream()
          .allMatch(wanted -> object.path(wanted.getKey()).asText().equals(wanted.getValue()))) {
        found.add(object);
      }
    }
    return Answer.json(200, found);
  }

  private Answer write(Request request) {
    ObjectNode object =
        request.object().orElseGet(() -> Json.object().put("text", request.received().body()));
    String key = key(request, object);
    return switch (world.setting("mode")) {
      case "upsert" -> {
        if (world.find(request.path(), key).isEmpty()) {
          world.effect(key);
        }
        world.put(request.path(), key, object);
        yield success(object);
      }
      case "remember" -> {
        Answer first = remembered.get(key);
        if (first == null) {
          first = make(request, key, object);
          remembered.put(key, first);
        }
        yield first;
      }
      default -> make(request, key, object);
    };
  }

  private Answer make(Request request, String key, ObjectNode object) {
    world.effect(key);
    world.put(request.path(), world.nextId(), object);
    return success(object);
  }

  private String key(Request request, ObjectNode object) {
    String place = world.setting("key");
    if (place.startsWith("header:")) {
      return request.header(place.substring("header:".length()));
    }
    if (place.startsWith("query:")) {
      return request.query(place.substring("query:".length()));
    }
    if (place.equals("path")) {
      return request.segments().isEmpty() ? "" : request.segments().getLast();
    }
    return object.at(place).asText();
  }

  private Answer success(ObjectNode object) {
    int status = world.number("status");
    String body = world.setting("body");
    Answer answer =
        status == 204 || status == 304
            ? Answer.empty(status)
            : body.isEmpty()
                ? Answer.json(status, object)
                : new Answer(status, Map.of(), "application/json", body);
    return answer.with("Location", world.setting("location"));
  }

  @Override
  public Answer unauthorized() {
    return Answer.json(401, Json.object().put("error", "the token is not good"));
  }

  @Override
  public Answer fault(Fault fault, Request request) {
    return Answer.json(429, Json.object().put("error", "too many requests"));
  }
}
