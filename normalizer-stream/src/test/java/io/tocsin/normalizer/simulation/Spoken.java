package io.tocsin.normalizer.simulation;

import io.tocsin.normalizer.vendor.Statement;
import io.tocsin.schemas.Transport;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One statement in the model: its facts by name. What is only understood together is one fact.
///
/// @param offset where the record stands that made it
/// @param rank of its road, 0 the richest
/// @param part of the statement
/// @param order of the statement
/// @param facts what it says, by name; nothing is in it that was not said
record Spoken(
    long offset, int rank, @Nullable String part, @Nullable Long order, Map<String, Object> facts) {
  static final String TIME = "time";
  static final String USELESS_TIME = "useless time";
  static final String CODE = "code";
  static final String ATTRIBUTE = "attributes.";
  static final String REFERENCE = "reference ";

  static Spoken of(long offset, RawRecord.Speech speech) {
    Statement said = speech.said();
    return new Spoken(
        offset, rank(speech.road()), said.getPart(), said.getOrder(), Map.copyOf(facts(said)));
  }

  private static int rank(Transport road) {
    return switch (road) {
      case WEBHOOK, POLL -> 0;
      case EXPORT -> 1;
      case MAILBOX -> 2;
    };
  }

  private static Map<String, Object> facts(Statement said) {
    var facts = new TreeMap<String, Object>();
    put(facts, "siteRef", said.getSiteRef());
    put(facts, "zone", said.getZone());
    put(facts, "area", said.getArea());
    put(facts, "user", said.getUser());
    put(facts, "alarmLevel", said.getAlarmLevel());
    put(facts, "severity", said.getSeverity());
    put(facts, "category", said.getCategory());
    put(facts, "status", said.getStatus());
    put(facts, "disposition", said.getDisposition());
    if (said.getCode() != null) {
      facts.put(CODE, Arrays.asList(said.getCode(), said.getScheme(), said.getQualifier()));
    }
    var time =
        Arrays.asList(
            said.getOccurredAt(),
            said.getTimeBasis(),
            said.getTimeAsReceived(),
            said.getZoneAsReceived(),
            said.getTimeNotes());
    if (said.getOccurredAt() != null) {
      facts.put(TIME, time);
    } else if (said.getTimeAsReceived() != null) {
      facts.put(USELESS_TIME, time);
    }
    said.getAttributes().forEach((key, value) -> facts.put(ATTRIBUTE + key, value));
    said.getReferences()
        .forEach(r -> facts.put(REFERENCE + r.getSystem() + " " + r.getId(), Boolean.TRUE));
    return facts;
  }

  private static void put(Map<String, Object> facts, String name, @Nullable Object value) {
    if (value != null) {
      facts.put(name, value);
    }
  }
}
