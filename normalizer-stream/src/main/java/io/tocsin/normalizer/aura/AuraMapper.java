package io.tocsin.normalizer.aura;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.normalizer.vendor.Draft;
import io.tocsin.normalizer.vendor.Fact;
import io.tocsin.normalizer.vendor.Facts;
import io.tocsin.normalizer.vendor.Format;
import io.tocsin.normalizer.vendor.Layout;
import io.tocsin.normalizer.vendor.Mapped;
import io.tocsin.normalizer.vendor.Profile;
import io.tocsin.normalizer.vendor.SeverityScale;
import io.tocsin.normalizer.vendor.Source;
import io.tocsin.normalizer.vendor.Statement;
import io.tocsin.normalizer.vendor.VendorMapper;
import io.tocsin.platform.reading.JsonFields;
import io.tocsin.platform.reading.Words;
import io.tocsin.schemas.RawEvent;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// Reads AURA's webhook messages, `{"message": "NEW_CALLOUT", "callout": {…}}`, and callouts that
/// were polled, which are the callout itself.
///
/// A callout lives through several messages; each is a part of its event, named by the message, and
/// the closing one comes last whenever it arrives. The name of a message is also the code.
@Singleton
public final class AuraMapper implements VendorMapper {
  /// The system whose name of an event a callout's id is.
  public static final String CALLOUT_SYSTEM = "aura-callout";

  /// Code table of message names.
  public static final String EVENT_SCHEME = "aura-event";

  /// Part of a callout that was polled.
  static final String POLLED = "callout";

  private static final String ACKNOWLEDGED = "RESPONDER_ACKNOWLEDGED_CALLOUT";
  private static final String ACKNOWLEDGED_DEPRECATED = "RESPONDER_ACKNOWLEDGED_CALLOUT_WITH_ETA";
  private static final String CLOSED = "CALLOUT_CLOSED";

  private static final Profile PROFILE =
      new Profile(
          CALLOUT_SYSTEM,
          EVENT_SCHEME,
          Map.of(
              Format.JSON,
              Layout.of(
                  Map.of(
                      Fact.CODE, List.of("/message"),
                      Fact.CUSTOM_ID, List.of("/callout/id", "/id"),
                      Fact.STATUS, List.of("/callout/status", "/status")))),
          SeverityScale.NONE);

  @Override
  public String vendor() {
    return "aura";
  }

  @Override
  public Mapped map(RawEvent raw, byte[] bytes, Source source) {
    return Facts.read(
        raw,
        bytes,
        source,
        PROFILE,
        facts ->
            facts.body() instanceof JsonFields json
                ? said(facts, json)
                : new Mapped.Unreadable("the body is no JSON object"));
  }

  private static Mapped said(Facts facts, JsonFields json) {
    String message = facts.at("/message");
    if (message == null && facts.at("/id") == null) {
      return new Mapped.Unreadable("the body has neither a message nor the id of a callout");
    }
    JsonNode callout =
        json.root().path("callout").isObject() ? json.root().path("callout") : json.root();
    Draft draft = facts.draft();
    Statement.Builder statement = draft.statement();
    if (ACKNOWLEDGED_DEPRECATED.equals(statement.getCode())) {
      draft.attribute("code_as_received", ACKNOWLEDGED_DEPRECATED);
      statement.setCode(ACKNOWLEDGED);
    }
    statement.setPart(part(message));
    if (statement.getOrder() == null) {
      statement.setOrder(CLOSED.equals(message) ? 1L : 0L);
    }
    if (statement.getCategory() == null) {
      statement.setCategory(
          incident(json.root(), callout, "incidentCategory", "description")
              // As a captured delivery has it.
              .or(() -> incident(json.root(), callout, "incidentcategory", "description"))
              .orElse(null));
    }
    String status = statement.getStatus();
    return draft
        .attributeIfAbsent(
            "response_type",
            incident(json.root(), callout, "responseType", "value")
                .or(() -> words(callout.path("responseType").path("value")))
                .orElse(null))
        .attributeIfAbsent(
            "status_lower_case", status == null ? null : status.toLowerCase(Locale.ROOT))
        .attribute("test", isTest(callout) ? "true" : null)
        .said();
  }

  private static String part(@Nullable String message) {
    if (message == null) {
      return POLLED;
    }
    // Under its two names it is one message.
    return message.equals(ACKNOWLEDGED_DEPRECATED) ? ACKNOWLEDGED : message;
  }

  /// A test needs both marks: either alone is found on real callouts.
  private static boolean isTest(JsonNode callout) {
    JsonNode internal = callout.path("internalTest");
    return internal.isBoolean()
        && internal.booleanValue()
        && callout.path("calloutClassification").path("value").asText("").equals("TEST");
  }

  /// The first words of a field of a field in the incident information, which is an array of
  /// objects where it was seen and one object where it is described.
  private static Optional<String> incident(
      JsonNode root, JsonNode callout, String field, String inner) {
    return Stream.of(callout.path("incidentInformation"), root.path("incidentInformation"))
        .flatMap(
            information ->
                information.isArray()
                    ? StreamSupport.stream(information.spliterator(), false)
                    : Stream.of(information))
        .map(one -> one.path(field).path(inner))
        .flatMap(found -> words(found).stream())
        .findFirst();
  }

  private static Optional<String> words(JsonNode node) {
    return node.isValueNode() && !node.isNull()
        ? Optional.ofNullable(Words.clean(node.asText()))
        : Optional.empty();
  }
}
