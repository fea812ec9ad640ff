package io.tocsin.sinks.tracktik;

import com.fasterxml.jackson.core.JsonPointer;
import io.tocsin.platform.Section;
import io.tocsin.sinks.http.LookUp;
import io.tocsin.sinks.http.Template;
import io.tocsin.sinks.http.Template.JsonTemplate;
import io.tocsin.sinks.outward.Fields;
import io.tocsin.sinks.outward.Translation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// How a portal is called.
///
/// @param section full name of the section, for words that name a setting
/// @param path where an item is made
/// @param body what is sent there
/// @param id where the answer holds the item's id
/// @param lookUp how an item is searched
/// @param lookUpId where each found item has its id
/// @param lookUpMarker where each found item has the text that holds our key
/// @param lookUpTotal where the answer says how many items there are in all
/// @param currency of the portal; empty where the body names each line's own
/// @param accounts ids there, by client; empty = the body does not name them
/// @param items ids there, by sku; empty = the body does not name them
record TrackTikBillingSettings(
    String section,
    Template path,
    JsonTemplate body,
    JsonPointer id,
    LookUp lookUp,
    JsonPointer lookUpId,
    JsonPointer lookUpMarker,
    JsonPointer lookUpTotal,
    Optional<String> currency,
    Map<String, String> accounts,
    Map<String, String> items) {
  static TrackTikBillingSettings of(Section settings) {
    Map<String, String> accounts =
        Translation.read(settings, "accounts", "client", entry -> entry.required("account"));
    Map<String, String> items =
        Translation.read(settings, "items", "sku", entry -> entry.required("item"));
    Set<String> names = new HashSet<>(Fields.OF_LINE);
    names.add("undoneId");
    if (!accounts.isEmpty()) {
      names.add("account");
    }
    if (!items.isEmpty()) {
      names.add("item");
    }
    Template path = Template.of(settings, "path", names);
    var sample = new HashMap<String, Object>();
    names.forEach(name -> sample.put(name, "1"));
    if (!LookUp.isPath(path.path(sample))) {
      throw settings.refuse(
          "path", "is no path from / on; blanks, quotes and the like stand in it encoded");
    }
    JsonTemplate body = Template.json(settings, "body", names);
    if (!differs(body, sample, "key")) {
      throw settings.refuse(
          "body", "does not name {{key}}: an item whose answer was lost could not be found again");
    }
    Optional<String> currency = settings.text("currency");
    if (currency.isEmpty() && !differs(body, sample, "currency")) {
      throw settings.refuse(
          "currency",
          "is not set, and the body does not name {{currency}}: one of them must say it");
    }
    return new TrackTikBillingSettings(
        settings.name(),
        path,
        body,
        LookUp.pointer(settings, "id", Optional.empty()),
        LookUp.of(settings, names, Set.of("key"), Optional.of("/data")),
        LookUp.pointer(settings, "look-up-id", Optional.empty()),
        LookUp.pointer(settings, "look-up-marker", Optional.empty()),
        LookUp.pointer(settings, "look-up-total", Optional.of("/meta/count")),
        currency,
        accounts,
        items);
  }

  private static boolean differs(JsonTemplate body, Map<String, Object> sample, String name) {
    var other = new HashMap<>(sample);
    other.put(name, "2");
    return !body.fill(sample).equals(body.fill(other));
  }
}
