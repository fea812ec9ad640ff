package io.tocsin.replay.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;

/// Plans and positions as the table `replays` keeps them.
final class PlanJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .findAndAddModules()
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .build();

  private PlanJson() {}

  static String text(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("no JSON can be made of it", e);
    }
  }

  static Plan plan(String json) {
    try {
      return MAPPER.readValue(json, Plan.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the table replays holds a plan that is none", e);
    }
  }

  static Map<Integer, Long> positions(String json) {
    try {
      return MAPPER.readValue(json, new TypeReference<Map<Integer, Long>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the table replays holds positions that are none", e);
    }
  }
}
