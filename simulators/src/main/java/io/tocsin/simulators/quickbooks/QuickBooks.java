package io.tocsin.simulators.quickbooks;

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
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// QuickBooks Online: invoices of one or several companies, each with its own realm id. An effect
/// is an invoice made; its key is the DocNumber, else the PrivateNote, else the requestid.
public final class QuickBooks implements Vendor {
  private static final String REQUESTID = "blogs.intuit.com/2015/04/06/15346";
  private static final String LIMITS = "blogs.intuit.com/2016/08/08";
  private static final String CODE = "public code that talks to QuickBooks";

  /// What can be said of it.
  public static final Profile PROFILE =
      new Profile(
          "quickbooks",
          "QuickBooks Online: POST and GET /v3/company/{realm}/invoice, and /query",
          "an invoice made; its key is the DocNumber, else the PrivateNote, else the requestid."
              + " With `line-key-pattern` also each line added",
          "Id",
          List.of(
              Behaviour.documented(
                  "the same requestid for the same company gets the original response again, and"
                      + " nothing is done",
                  REQUESTID),
              Behaviour.documented("a requestid has at most 50 characters", REQUESTID),
              Behaviour.inferred(
                  "only the response of a success is remembered for its requestid; for how long is"
                      + " not known, the setting `requestid-hours` says it"),
              Behaviour.documented(
                  "500 requests in a minute and 10 at once are allowed (`limit` 500/60,"
                      + " `concurrent` 10)",
                  LIMITS),
              Behaviour.documented(
                  "throttled: 429 with `message=ThrottleExceeded; errorCode=003001;"
                      + " statusCode=429`",
                  LIMITS),
              Behaviour.seenInCode("a DocNumber has at most 21 characters", CODE),
              Behaviour.seenInCode(
                  "an update needs the Id and the current SyncToken; a stale one is 400 with code"
                      + " 5010",
                  CODE),
              Behaviour.seenInCode(
                  "with `sparse` only the members sent change; lines have no key, so the whole Line"
                      + " array is replaced",
                  CODE),
              Behaviour.seenInCode(
                  "a DocNumber that is taken is 400 with code 6140, if the company uses custom"
                      + " numbers",
                  CODE),
              Behaviour.seenInCode("a customer's name that is taken is 400 with code 6240", CODE),
              Behaviour.seenInCode("an Id that does not exist is 400 with code 610", CODE),
              Behaviour.seenInCode(
                  "a customer or item that does not exist is 400 with code 2500", CODE),
              Behaviour.seenInCode(
                  "other refusals are 400 with code 6000; a fault has Error[Message, Detail, code,"
                      + " element], type and time",
                  CODE),
              Behaviour.inferred("a TxnDate in a closed period is refused with code 6000"),
              Behaviour.inferred(
                  "the Amount of a line must be its Qty times its UnitPrice, to the cent; otherwise"
                      + " code 6000"),
              Behaviour.inferred("what is too long or missing is refused with code 6000"),
              Behaviour.inferred(
                  "GET query with `select * from Invoice where DocNumber = '…'` finds invoices; any"
                      + " top-level member can be asked for"),
              Behaviour.inferred(
                  "GET invoice/{id} and every success wrap the object in its name, with a time"),
              Behaviour.inferred("POST customer makes a customer with a unique DisplayName"),
              Behaviour.inferred(
                  "a token that is not good is 401 with a fault of type AUTHENTICATION")),
          List.of(
              new Setting(
                  "customers", "", "ids of the customers that exist, with commas; empty = any"),
              new Setting("items", "", "ids of the items that exist, with commas; empty = any"),
              new Setting(
                  "closed-until", "", "last day of the closed period, yyyy-MM-dd; empty = none"),
              new Setting("custom-numbers", "true", "whether DocNumbers must be unique"),
              new Setting(
                  "line-key-pattern",
                  "",
                  "a regular expression whose group is a line's key in its Description, for example"
                      + " \\(ref (\\w+)\\); empty = lines are not counted"),
              new Setting(
                  "requestid-hours", "", "how long a requestid is remembered; empty = for ever")),
          Set.of(),
          QuickBooks::new);

  private static final String INVOICE = "Invoice";
  private static final String CUSTOMER = "Customer";
  private static final int LONGEST_REQUESTID = 50;
  private static final int LONGEST_DOC_NUMBER = 21;
  private static final Pattern QUERY =
      Pattern.compile(
          "\\s*select\\s+\\*\\s+from\\s+(\\w+)(?:\\s+where\\s+(\\w+)\\s*=\\s*'((?:[^'\\\\]|\\\\.)*)')?\\s*;?\\s*",
          Pattern.CASE_INSENSITIVE);

  private final World world;
  private final Map<String, Remembered> remembered = new HashMap<>();

  private QuickBooks(World world) {
    this.world = world;
  }

  private record Remembered(Answer answer, Instant at) {}

  /// The vendor says no.
  private static final class Refused extends Exception {
    final transient Answer answer;

    Refused(Answer answer) {
      this.answer = answer;
    }
  }

  @Override
  public Answer answer(Request request) {
    List<String> path = request.segments();
    if (path.size() < 4 || !path.subList(0, 2).equals(List.of("v3", "company"))) {
      return Answer.text(404, "no such path");
    }
    String realm = path.get(2);
    try {
      return switch (request.method() + " " + String.join("/", path.subList(3, path.size()))) {
        case "POST invoice" -> once(realm, request, body -> invoice(realm, body, request));
        case "POST customer" -> once(realm, request, body -> customer(realm, body));
        case "GET query" -> query(realm, request.query("query"));
        case String other when other.matches("GET invoice/[^/]+") ->
            wrapped(INVOICE, existing(realm, path.get(4)));
        default -> Answer.text(404, "no such path");
      };
    } catch (Refused e) {
      return e.answer;
    }
  }

  private interface Work {
    ObjectNode on(ObjectNode body) throws Refused;
  }

  /// Does it unless this requestid was here before.
  private Answer once(String realm, Request request, Work work) throws Refused {
    String requestId = request.query("requestid");
    if (requestId.length() > LONGEST_REQUESTID) {
      throw invalid(
          "6000", "requestid is longer than %d".formatted(LONGEST_REQUESTID), "requestid");
    }
    Remembered before = remembered.get(realm + "/" + requestId);
    if (!requestId.isEmpty() && before != null && !forgotten(before)) {
      return before.answer();
    }
    ObjectNode body =
        request.object().orElseThrow(() -> invalid("6000", "the body is not a JSON object", ""));
    if (world.refuses(request.received().body())) {
      throw invalid("6000", "the request holds what the setting `refuse` names", "");
    }
    ObjectNode made = work.on(body);
    Answer answer = wrapped(request.segments().get(3).equals("invoice") ? INVOICE : CUSTOMER, made);
    if (!requestId.isEmpty()) {
      remembered.put(realm + "/" + requestId, new Remembered(answer, world.now()));
    }
    return answer;
  }

  private boolean forgotten(Remembered before) {
    int hours = world.number("requestid-hours");
    return hours > 0 && !before.at().plus(Duration.ofHours(hours)).isAfter(world.now());
  }

  private ObjectNode invoice(String realm, ObjectNode body, Request request) throws Refused {
    boolean update = body.hasNonNull("Id");
    ObjectNode before = update ? existing(realm, body.path("Id").asText()) : null;
    if (before != null
        && !before.path("SyncToken").asText().equals(body.path("SyncToken").asText())) {
      throw invalid("5010", "Stale Object Error", "");
    }
    ObjectNode after = Json.object();
    if (before != null && body.path("sparse").asBoolean()) {
      after.setAll(before);
    }
    after.setAll(body);
    after.remove("sparse");
    check(realm, after);
    complete(realm, before, after);
    countLines(before, after);
    if (before == null) {
      world.effect(key(after, request));
    }
    return after;
  }

  private void check(String realm, ObjectNode invoice) throws Refused {
    String customer = invoice.path("CustomerRef").path("value").asText();
    if (customer.isEmpty()) {
      throw invalid("6000", "CustomerRef is missing", "CustomerRef");
    }
    if (unknown("customers", customer) && world.find(realm + "/" + CUSTOMER, customer).isEmpty()) {
      throw invalid("2500", "Invalid Reference Id: customer " + customer, "CustomerRef");
    }
    checkNumber(realm, invoice);
    checkDate(invoice);
    if (!invoice.path("Line").isArray() || invoice.path("Line").isEmpty()) {
      throw invalid("6000", "an invoice needs at least one line", "Line");
    }
    for (JsonNode line : invoice.path("Line")) {
      checkLine(line);
    }
  }

  private void checkNumber(String realm, ObjectNode invoice) throws Refused {
    String number = invoice.path("DocNumber").asText();
    if (number.length() > LONGEST_DOC_NUMBER) {
      throw invalid(
          "6000", "DocNumber is longer than %d".formatted(LONGEST_DOC_NUMBER), "DocNumber");
    }
    boolean taken =
        world.in(realm + "/" + INVOICE).stream()
            .filter(other -> !other.path("Id").asText().equals(invoice.path("Id").asText()))
            .anyMatch(other -> other.path("DocNumber").asText().equals(number));
    if (!number.isEmpty() && taken && world.flag("custom-numbers")) {
      throw invalid("6140", "Duplicate Document Number Error: " + number, "DocNumber");
    }
  }

  private void checkDate(ObjectNode invoice) throws Refused {
    if (!invoice.hasNonNull("TxnDate")) {
      invoice.put("TxnDate", LocalDate.ofInstant(world.now(), ZoneOffset.UTC).toString());
    }
    String closed = world.setting("closed-until");
    try {
      LocalDate date = LocalDate.parse(invoice.path("TxnDate").asText());
      if (!closed.isBlank() && !date.isAfter(LocalDate.parse(closed.strip()))) {
        throw invalid("6000", "the period up to " + closed + " is closed", "TxnDate");
      }
    } catch (DateTimeParseException e) {
      throw invalid("6000", "not a date: " + e.getParsedString(), "TxnDate");
    }
  }

  private void checkLine(JsonNode line) throws Refused {
    if (!line.path("Amount").isNumber()) {
      throw invalid("6000", "a line needs an Amount", "Amount");
    }
    JsonNode detail = line.path("SalesItemLineDetail");
    String item = detail.path("ItemRef").path("value").asText();
    if (!item.isEmpty() && unknown("items", item)) {
      throw invalid("2500", "Invalid Reference Id: item " + item, "ItemRef");
    }
    if (detail.path("Qty").isNumber() && detail.path("UnitPrice").isNumber()) {
      BigDecimal product =
          detail.path("Qty").decimalValue().multiply(detail.path("UnitPrice").decimalValue());
      BigDecimal amount = line.path("Amount").decimalValue();
      if (amount.compareTo(product) != 0
          && amount.compareTo(product.setScale(2, RoundingMode.HALF_UP)) != 0) {
        throw invalid("6000", "Amount %s is not Qty * UnitPrice".formatted(amount), "Amount");
      }
    }
  }

  private boolean unknown(String setting, String id) {
    List<String> known = world.list(setting);
    return !known.isEmpty() && !known.contains(id);
  }

  /// Adds what QuickBooks adds, and lets the invoice stand there.
  private void complete(String realm, @Nullable ObjectNode before, ObjectNode invoice) {
    if (before == null) {
      invoice.put("Id", world.nextId());
      invoice.put("SyncToken", "0");
    } else {
      invoice.put("SyncToken", Integer.toString(before.path("SyncToken").asInt() + 1));
    }
    BigDecimal total = BigDecimal.ZERO;
    for (JsonNode line : invoice.path("Line")) {
      total = total.add(line.path("Amount").decimalValue());
    }
    invoice.put("TotalAmt", total);
    world.put(realm + "/" + INVOICE, invoice.path("Id").asText(), invoice);
  }

  /// Lines that the invoice has now and did not have before are effects of their own.
  private void countLines(@Nullable ObjectNode before, ObjectNode after) {
    List<String> left = before == null ? new ArrayList<>() : lineKeys(before);
    for (String key : lineKeys(after)) {
      if (!left.remove(key)) {
        world.effect(key);
      }
    }
  }

  private List<String> lineKeys(ObjectNode invoice) {
    var keys = new ArrayList<String>();
    if (!world.setting("line-key-pattern").isEmpty()) {
      Pattern pattern = Pattern.compile(world.setting("line-key-pattern"));
      for (JsonNode line : invoice.path("Line")) {
        Matcher key = pattern.matcher(line.path("Description").asText());
        if (key.find()) {
          keys.add(key.group(Math.min(1, key.groupCount())));
        }
      }
    }
    return keys;
  }

  private static String key(ObjectNode invoice, Request request) {
    for (String member : List.of("DocNumber", "PrivateNote")) {
      if (!invoice.path(member).asText().isEmpty()) {
        return invoice.path(member).asText();
      }
    }
    return request.query("requestid");
  }

  private ObjectNode customer(String realm, ObjectNode body) throws Refused {
    String name = body.path("DisplayName").asText();
    if (name.isEmpty()) {
      throw invalid("6000", "DisplayName is missing", "DisplayName");
    }
    if (world.in(realm + "/" + CUSTOMER).stream()
        .anyMatch(other -> other.path("DisplayName").asText().equalsIgnoreCase(name))) {
      throw invalid("6240", "Duplicate Name Exists Error: " + name, "DisplayName");
    }
    ObjectNode customer = body.deepCopy().put("Id", world.nextId()).put("SyncToken", "0");
    world.put(realm + "/" + CUSTOMER, customer.path("Id").asText(), customer);
    world.effect(name);
    return customer;
  }

  private ObjectNode existing(String realm, String id) throws Refused {
    Optional<ObjectNode> found = world.find(realm + "/" + INVOICE, id);
    return found.orElseThrow(() -> invalid("610", "Object Not Found: " + id, ""));
  }

  private Answer query(String realm, String text) throws Refused {
    Matcher query = QUERY.matcher(text);
    if (!query.matches()) {
      throw invalid("6000", "the query is not understood: " + text, "");
    }
    String entity = query.group(1).equalsIgnoreCase(CUSTOMER) ? CUSTOMER : INVOICE;
    ArrayNode found = Json.array();
    for (ObjectNode object : world.in(realm + "/" + entity)) {
      if (query.group(2) == null
          || object
              .path(query.group(2))
              .asText()
              .equals(query.group(3).replaceAll("\\\\(.)", "$1"))) {
        found.add(object);
      }
    }
    ObjectNode response = Json.object();
    if (!found.isEmpty()) {
      response.put("startPosition", 1).put("maxResults", found.size()).set(entity, found);
    }
    return wrapped("QueryResponse", response);
  }

  private Answer wrapped(String name, ObjectNode object) {
    ObjectNode whole = Json.object().put("time", world.now().toString());
    whole.set(name, object);
    return Answer.json(200, whole);
  }

  private Refused invalid(String code, String detail, String element) {
    return new Refused(fault(400, "ValidationFault", code, detail, element));
  }

  private Answer fault(int status, String type, String code, String detail, String element) {
    ObjectNode whole = Json.object();
    ObjectNode fault = whole.putObject("Fault");
    ObjectNode error =
        fault
            .putArray("Error")
            .addObject()
            .put("Message", detail)
            .put("Detail", detail)
            .put("code", code);
    if (!element.isEmpty()) {
      error.put("element", element);
    }
    fault.put("type", type);
    whole.put("time", world.now().toString());
    return Answer.json(status, whole);
  }

  @Override
  public Answer unauthorized() {
    return fault(401, "AUTHENTICATION", "3200", "the token is not good", "");
  }

  @Override
  public Answer fault(Fault fault, Request request) {
    return Answer.text(429, "message=ThrottleExceeded; errorCode=003001; statusCode=429");
  }
}
