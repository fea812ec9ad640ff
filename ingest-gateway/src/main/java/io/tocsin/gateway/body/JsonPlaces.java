package io.tocsin.gateway.body;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.gateway.EventFields;
import io.tocsin.gateway.JsonPointers;
import io.tocsin.platform.Section;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Where the fields of an event in JSON are.
public final class JsonPlaces {
  private final Map<String, JsonPointers> places;

  private JsonPlaces(Map<String, JsonPointers> places) {
    this.places = places;
  }

  /// The places that a section says, and the documented ones where it does not.
  public static JsonPlaces of(Section settings, List<Field> fields) {
    var places = new LinkedHashMap<String, JsonPointers>();
    for (Field field : fields) {
      JsonPointers pointers = JsonPointers.of(settings, field.setting(), field.pointers());
      if (!pointers.isEmpty()) {
        places.put(field.name(), pointers);
      }
    }
    return new JsonPlaces(places);
  }

  /// Names of the fields that have a place.
  public Set<String> fields() {
    return places.keySet();
  }

  /// The fields of one event, as far as they can be parts of keys.
  public EventFields read(JsonNode event) {
    var values = new HashMap<String, String>();
    places.forEach((name, at) -> at.text(event).ifPresent(text -> values.put(name, text)));
    return new EventFields(values);
  }
}
