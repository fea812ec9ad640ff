package io.tocsin.gateway.body;

import io.tocsin.gateway.EventFields;
import io.tocsin.gateway.FieldText;
import io.tocsin.platform.Section;
import io.tocsin.platform.reading.FieldedBody;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Makes the CSV and mail formats of a source from its sections `csv` and `mail`.
public final class Exports {
  private Exports() {}

  /// The formats that a source's settings have sections for.
  ///
  /// @param settings the vendor's section of the source
  /// @param fields fields that may be set
  /// @param completion adds what rows and mails do not say; works on any fields, even on none
  public static List<BodyFormat> of(
      Section settings, List<Field> fields, UnaryOperator<EventFields> completion) {
    var formats = new ArrayList<BodyFormat>();
    Section csvSection = settings.section("csv");
    Section mailSection = settings.section("mail");
    CsvFormat csv =
        csvSection.keys().isEmpty() ? null : new CsvFormat(csvSection, fields, completion);
    if (csv != null) {
      csvSection.refuseUnknown();
      formats.add(csv);
    }
    if (!mailSection.keys().isEmpty()) {
      formats.add(new MailFormat(mailSection, fields, completion, csv));
      mailSection.refuseUnknown();
    }
    return formats;
  }

  /// Where each field is, as far as the settings say it. A field without a place is no mistake
  /// here: whether an event can be named without it, [io.tocsin.gateway.identity.IdentityCheck]
  /// knows.
  static Map<Field, String> places(Section settings, List<Field> fields) {
    var places = new LinkedHashMap<Field, String>();
    for (Field field : fields) {
      settings.text(field.setting()).ifPresent(at -> places.put(field, at.strip()));
    }
    return places;
  }

  /// The fields of one event, as far as they can be parts of keys.
  static EventFields read(FieldedBody body, Map<Field, String> places) {
    var values = new HashMap<String, String>();
    places.forEach(
        (field, at) ->
            body.text(at)
                .flatMap(FieldText::usable)
                .ifPresent(text -> values.put(field.name(), text)));
    return new EventFields(values);
  }
}
