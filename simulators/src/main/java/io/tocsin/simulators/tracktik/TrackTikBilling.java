package io.tocsin.simulators.tracktik;

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
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// TrackTik's billing, of which neither path nor body is public: any path takes records of any
/// shape. It has no idempotency at all. An effect is a record made; its key is what stands in the
/// member that the setting `marker-field` names.
public final class TrackTikBilling implements Vendor {
  private static final String TOKENS = "support.tracktik.com 23505374605463, 23952249474839";
  private static final String PAGING = "support.tracktik.com 23794537688471";
  private static final String FILTERS = "support.tracktik.com 35165011194647";
  private static final Set<String> NOT_FILTERS =
      Set.of("limit", "offset", "sort", "include", "fields");
  private static final int USUAL_LIMIT = 100;
  private static final int LARGEST_LIMIT = 1000;

  /// What can be said of it.
  public static final Profile PROFILE =
      new Profile(
          "tracktik-billing",
          "TrackTik's billing: POST to the path that is configured, GET on it finds records",
          "a record made; its key stands in the member that `marker-field` names",
          "id",
          List.of(
              Behaviour.inferred(
                  "a second POST makes a second record: no idempotency means is known"),
              Behaviour.inferred(
                  "path and body are not public: any path takes any JSON object and answers 201"
                      + " with it in `data`"),
              Behaviour.documented(
                  "POST /rest/oauth2/access_token gives an access_token and a refresh_token for"
                      + " grant_type password or refresh_token",
                  TOKENS),
              Behaviour.documented("a refresh_token works once", TOKENS),
              Behaviour.documented(
                  "lists come as {meta: {count, itemCount, limit, offset, …}, data: […]}", PAGING),
              Behaviour.documented("limit is 100 unless asked for, and at most 1000", PAGING),
              Behaviour.documented(
                  "other names in the query are filters: equal without regard to case, `:in`,"
                      + " `:contains`",
                  FILTERS),
              Behaviour.seenInCode(
                  "a name that is no field is 400; `page` is none",
                  "public notes of a live tenant"),
              Behaviour.seenInCode(
                  "other functions of a filter are ignored without a word",
                  "public notes of a live tenant"),
              Behaviour.inferred(
                  "a gateway answers 504 after 30 s while the record is made all the same (the"
                      + " project's brief)"),
              Behaviour.inferred(
                  "throttled: 429; the project's brief says beyond 4000 requests in 5 minutes"
                      + " (`limit` 4000/300)"),
              Behaviour.inferred(
                  "bad data is 400, a token that is not good 401, each with a message")),
          List.of(
              new Setting(
                  "marker-field",
                  "customId",
                  "member of a record that holds the caller's marker; a JSON pointer if it starts"
                      + " with a slash"),
              new Setting(
                  "fields", "", "fields that records have, with commas; empty = any but page")),
          Set.of(),
          TrackTikBilling::new);

  private final World world;
  private final Set<String> refreshTokens = new HashSet<>();

  private TrackTikBilling(World world) {
    this.world = world;
  }

  @Override
  public Answer answer(Request request) {
    return switch (request.method()) {
      case "POST" -> open(request) ? token(request) : create(request);
      case "GET" -> read(request);
      default -> message(405, "no such method");
    };
  }

  @Override
  public boolean open(Request request) {
    return request.path().equals("/rest/oauth2/access_token");
  }

  private Answer token(Request request) {
    Map<String, String> form = request.form();
    boolean good =
        switch (form.getOrDefault("grant_type", "")) {
          case "password" -> form.containsKey("username") && form.containsKey("password");
          case "refresh_token" -> refreshTokens.remove(form.getOrDefault("refresh_token", ""));
          default -> false;
        };
    if (!good || !form.containsKey("client_id") || !form.containsKey("client_secret")) {
      return message(401, "no token for that");
    }
    String refresh = "refresh-" + world.nextId();
    refreshTokens.add(refresh);
    return Answer.json(
        200,
        Json.object()
            .put("access_token", "access-" + world.nextId())
            .put("refresh_token", refresh)
            .put("expires_in", 3600));
  }

  private Answer create(Request request) {
    Optional<ObjectNode> body = request.object();
    if (body.isEmpty() || world.refuses(request.received().body())) {
      return message(400, "the body is not a record that may be made");
    }
    ObjectNode entry = body.get().put("id", Long.parseLong(world.nextId()));
    world.effect(marker(entry));
    world.put(request.path(), entry.path("id").asText(), entry);
    ObjectNode whole = Json.object();
    whole.putObject("meta").put("resource", resource(request));
    whole.set("data", entry);
    return Answer.json(201, whole);
  }

  private String marker(ObjectNode entry) {
    String field = world.setting("marker-field");
    JsonNode value = field.startsWith("/") ? entry.at(field) : entry.path(field);
    return value.asText();
  }

  private Answer read(Request request) {
    for (String name : request.query().keySet()) {
      String field = name.split(":", 2)[0];
      List<String> known = world.list("fields");
      boolean any = known.isEmpty() && !field.equals("page");
      if (!NOT_FILTERS.contains(field) && !any && !known.contains(field)) {
        return message(400, "%s is not a field in %s".formatted(field, resource(request)));
      }
    }
    List<ObjectNode> found =
        world.in(request.path()).stream()
            .filter(entry -> request.query().entrySet().stream().allMatch(f -> passes(entry, f)))
            .toList();
    int limit = Math.min(number(request, "limit", USUAL_LIMIT), LARGEST_LIMIT);
    int offset = number(request, "offset", 0);
    ArrayNode page = Json.array();
    found.stream().skip(offset).limit(limit).forEach(page::add);
    ObjectNode whole = Json.object();
    ObjectNode meta = whole.putObject("meta").put("count", found.size());
    meta.put("itemCount", page.size()).put("resource", resource(request));
    meta.put("limit", limit).put("offset", offset);
    whole.set("data", page);
    return Answer.json(200, whole);
  }

  private static boolean passes(ObjectNode entry, Map.Entry<String, String> filter) {
    String[] field = filter.getKey().split(":", 2);
    if (NOT_FILTERS.contains(field[0])) {
      return true;
    }
    String value = entry.path(field[0]).asText();
    return switch (field.length > 1 ? field[1] : "") {
      case "" -> value.equalsIgnoreCase(filter.getValue());
      case "in" -> List.of(filter.getValue().split(",", -1)).contains(value);
      case "contains" ->
          value.toLowerCase(Locale.ROOT).contains(filter.getValue().toLowerCase(Locale.ROOT));
      default -> true;
    };
  }

  private static int number(Request request, String name, int otherwise) {
    String text = request.query(name);
    return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : otherwise;
  }

  private static String resource(Request request) {
    return request.segments().isEmpty() ? "" : request.segments().getLast();
  }

  private static Answer message(int status, String message) {
    return Answer.json(status, Json.object().put("message", message));
  }

  @Override
  public Answer unauthorized() {
    return message(401, "the token is not good");
  }

  @Override
  public Answer fault(Fault fault, Request request) {
    return message(429, "too many requests");
  }
}
