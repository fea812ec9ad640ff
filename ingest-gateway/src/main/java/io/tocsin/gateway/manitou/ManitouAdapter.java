package io.tocsin.gateway.manitou;

import io.tocsin.gateway.Delivery;
import io.tocsin.gateway.Reading;
import io.tocsin.gateway.Section;
import io.tocsin.gateway.VendorAdapter;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads what a Manitou source sends: XML packets, signals in JSON, or both, as its settings say.
final class ManitouAdapter implements VendorAdapter {
  private static final String JSON = "application/json";
  private static final Set<String> XML = Set.of("application/xml", "text/xml");

  private final @Nullable ManitouXml xml;
  private final @Nullable ManitouJson json;
  private final Set<String> mediaTypes;

  ManitouAdapter(Section settings, int maxBatchElements) {
    String prefix = settings.text("receiver-line-prefix").orElse(null);
    Section xmlSettings = settings.section("xml");
    Section jsonSettings = settings.section("json");
    this.xml =
        xmlSettings.flag("enabled", true)
            ? new ManitouXml(xmlSettings, prefix, maxBatchElements)
            : null;
    this.json =
        jsonSettings.flag("enabled", !jsonSettings.keys().isEmpty())
            ? new ManitouJson(jsonSettings, prefix, maxBatchElements)
            : null;
    if (xml == null && json == null) {
      throw settings.refuse(
          "xml.enabled", "is false and there is no json section: nothing is left");
    }
    refuseUnknown(xml != null, xmlSettings);
    refuseUnknown(json != null, jsonSettings);
    var types = new HashSet<String>();
    if (xml != null) {
      types.addAll(XML);
    }
    if (json != null) {
      types.add(JSON);
    }
    this.mediaTypes = Set.copyOf(types);
  }

  private static void refuseUnknown(boolean inUse, Section section) {
    if (inUse) {
      section.refuseUnknown();
    }
  }

  @Override
  public Set<String> mediaTypes() {
    return mediaTypes;
  }

  @Override
  public Reading read(Delivery delivery) {
    if (json != null && delivery.mediaType().equals(JSON)) {
      return json.read(delivery);
    }
    if (xml != null && XML.contains(delivery.mediaType())) {
      return xml.read(delivery);
    }
    throw new IllegalArgumentException("media type that this source does not take");
  }
}
