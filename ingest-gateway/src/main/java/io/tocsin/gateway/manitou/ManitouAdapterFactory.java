package io.tocsin.gateway.manitou;

import io.tocsin.gateway.EventFields;
import io.tocsin.gateway.VendorAdapter;
import io.tocsin.gateway.VendorAdapterFactory;
import io.tocsin.gateway.body.BodyFormat;
import io.tocsin.gateway.body.Exports;
import io.tocsin.gateway.body.Field;
import io.tocsin.gateway.body.JsonFormat;
import io.tocsin.gateway.body.JsonPlaces;
import io.tocsin.platform.Section;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Makes the adapters of Manitou sources: XML packets, signals in JSON, exported logs, mails, as
/// their settings say.
///
/// A signal belongs to (receiver line prefix, transmitter id): the panel. Whose customer the panel
/// is, is the site: the two together, or what the delivery says at `site`. Only XML has documented
/// places; for everything else every place is a setting.
@Singleton
final class ManitouAdapterFactory implements VendorAdapterFactory {
  static final String PREFIX = "prefix";
  static final String ACCOUNT = "account";
  static final String AREA = "area";
  static final String ZONE = "zone";
  static final String ID = "id";

  private static final Field PREFIX_FIELD = Field.named(PREFIX, "receiver-line-prefix");
  private static final List<Field> FIELDS =
      List.of(
          PREFIX_FIELD,
          Field.of(ACCOUNT),
          Field.named(EventFields.SCHEME, "event-type"),
          Field.named(EventFields.CODE, "event-code"),
          Field.of(EventFields.QUALIFIER),
          Field.of(AREA),
          Field.of(ZONE),
          Field.of(EventFields.TIME),
          Field.of(ID),
          Field.of(EventFields.SITE));

  @Override
  public String vendor() {
    return "manitou";
  }

  @Override
  public Set<String> fields() {
    return Field.names(FIELDS);
  }

  @Override
  public VendorAdapter create(Section settings) {
    Optional<String> prefix = settings.text(PREFIX_FIELD.setting());
    Optional<String> scheme = settings.text("code-scheme");
    UnaryOperator<EventFields> completion = read -> complete(read, prefix, scheme);
    var formats = new ArrayList<BodyFormat>();
    Section xml = settings.section("xml");
    if (xml.flag("enabled", true)) {
      needPrefix(xml, prefix);
      formats.add(new ManitouXml(xml, completion));
      xml.refuseUnknown();
    }
    Section json = settings.section("json");
    if (json.flag("enabled", !json.keys().isEmpty())) {
      needPrefix(json, prefix);
      formats.add(json(json, completion));
      json.refuseUnknown();
    }
    formats.addAll(Exports.of(settings, FIELDS, completion));
    if (formats.isEmpty()) {
      throw settings.refuse(
          "xml.enabled", "is false and there is no section json, csv or mail: nothing is left");
    }
    return new VendorAdapter(formats);
  }

  private static void needPrefix(Section section, Optional<String> constant) {
    if (constant.isEmpty() && section.texts(PREFIX_FIELD.setting()).isEmpty()) {
      throw section.refuse(
          PREFIX_FIELD.setting(),
          "is not set, nor is the constant of that name one level up: without the receiver line"
              + " prefix two sites may have one account");
    }
  }

  private static JsonFormat json(Section json, UnaryOperator<EventFields> completion) {
    JsonPlaces places = JsonPlaces.of(json, FIELDS);
    for (Field field : FIELDS) {
      if (Set.of(ACCOUNT, EventFields.CODE).contains(field.name())
          && !places.fields().contains(field.name())) {
        throw json.refuse(
            field.setting(),
            "is not set: a JSON Pointer must say where the signal has it; there is no default");
      }
    }
    return new JsonFormat(
        json.name(),
        Field.completed(places.fields(), completion),
        false,
        (signal, _, _) -> completion.apply(places.read(signal)));
  }

  private static EventFields complete(
      EventFields read, Optional<String> prefix, Optional<String> scheme) {
    EventFields all = read.orElse(PREFIX, prefix).orElse(EventFields.SCHEME, scheme);
    return all.orElse(
        EventFields.SITE,
        all.get(PREFIX).flatMap(line -> all.get(ACCOUNT).map(account -> line + "-" + account)));
  }
}
