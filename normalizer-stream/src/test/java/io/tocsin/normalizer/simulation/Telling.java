package io.tocsin.normalizer.simulation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tocsin.normalizer.vendor.Fact;
import io.tocsin.normalizer.vendor.Format;
import io.tocsin.normalizer.vendor.Layout;
import io.tocsin.normalizer.vendor.Statement;
import io.tocsin.schemas.Transport;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Bodies as a source writes them that says a statement: JSON by webhook and poll, a CSV row in an
/// export, a mail with one line for each fact.
final class Telling {
  static final List<String> ATTRIBUTES = List.of("shift", "route", "device");

  private static final JsonMapper JSON = new JsonMapper();
  private static final List<Fact> FACTS =
      List.of(
          Fact.PART,
          Fact.ORDER,
          Fact.SCHEME,
          Fact.QUALIFIER,
          Fact.ZONE,
          Fact.AREA,
          Fact.USER,
          Fact.ALARM_LEVEL,
          Fact.SEVERITY,
          Fact.CATEGORY,
          Fact.STATUS,
          Fact.DISPOSITION,
          Fact.CUSTOM_ID);

  private Telling() {}

  /// Where the facts stand in such bodies.
  static Map<Format, Layout> layouts() {
    return Map.of(
        Format.JSON, layout(name -> "/" + name),
        Format.CSV, layout(UnaryOperator.identity()),
        Format.MAIL, layout(UnaryOperator.identity()));
  }

  private static Layout layout(UnaryOperator<String> place) {
    return new Layout(
        FACTS.stream().collect(Collectors.toMap(f -> f, f -> List.of(place.apply(f.setting())))),
        ATTRIBUTES.stream().collect(Collectors.toMap(a -> a, a -> List.of(place.apply(a)))),
        List.of());
  }

  static String mediaType(Transport road) {
    return switch (road) {
      case WEBHOOK, POLL -> "application/json";
      case EXPORT -> "text/csv";
      case MAILBOX -> "message/rfc822";
    };
  }

  static byte[] of(Statement said, Transport road) {
    Map<String, String> places = places(said);
    String body =
        switch (road) {
          case WEBHOOK, POLL -> json(places);
          case EXPORT ->
              String.join(",", places.keySet()) + "\r\n" + String.join(",", places.values());
          case MAILBOX ->
              places.entrySet().stream()
                  .map(place -> place.getKey() + ": " + place.getValue() + "\r\n")
                  .collect(
                      Collectors.joining(
                          "", "Subject: report\r\nContent-Type: text/plain\r\n\r\n", ""));
        };
    return body.getBytes(StandardCharsets.UTF_8);
  }

  private static String json(Map<String, String> places) {
    try {
      return JSON.writeValueAsString(places);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, String> places(Statement said) {
    var places = new LinkedHashMap<String, String>();
    put(places, Fact.PART, said.getPart());
    put(places, Fact.ORDER, said.getOrder());
    put(places, Fact.SCHEME, said.getScheme());
    put(places, Fact.QUALIFIER, said.getQualifier());
    put(places, Fact.ZONE, said.getZone());
    put(places, Fact.AREA, said.getArea());
    put(places, Fact.USER, said.getUser());
    put(places, Fact.ALARM_LEVEL, said.getAlarmLevel());
    put(places, Fact.SEVERITY, said.getSeverity());
    put(places, Fact.CATEGORY, said.getCategory());
    put(places, Fact.STATUS, said.getStatus());
    put(places, Fact.DISPOSITION, said.getDisposition());
    put(
        places,
        Fact.CUSTOM_ID,
        said.getReferences().isEmpty() ? null : said.getReferences().getFirst().getId());
    ATTRIBUTES.forEach(name -> places.put(name, said.getAttributes().getOrDefault(name, "")));
    return places;
  }

  private static void put(Map<String, String> places, Fact fact, @Nullable Object value) {
    places.put(fact.setting(), value == null ? "" : value.toString());
  }
}
