package io.tocsin.gateway.silvertrac;

import io.tocsin.gateway.EventFields;
import io.tocsin.gateway.VendorAdapter;
import io.tocsin.gateway.VendorAdapterFactory;
import io.tocsin.gateway.body.BodyFormat;
import io.tocsin.gateway.body.Exports;
import io.tocsin.gateway.body.Field;
import io.tocsin.platform.Section;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Makes the adapters of Silvertrac sources.
///
/// The vendor documents no API and no webhooks, only issues with an id and reports by e-mail, once
/// in 24 hours, even when nothing happened. Neither columns nor labels are documented, so each is a
/// setting. An issue whose type is changed afterwards comes again under its id: a revision.
@Singleton
final class SilvertracAdapterFactory implements VendorAdapterFactory {
  private static final List<Field> FIELDS =
      List.of(
          Field.of("id"),
          Field.of(EventFields.SITE),
          Field.of(EventFields.CODE),
          Field.of(EventFields.TIME));

  @Override
  public String vendor() {
    return "silvertrac";
  }

  @Override
  public Set<String> fields() {
    return Field.names(FIELDS);
  }

  @Override
  public VendorAdapter create(Section settings) {
    List<BodyFormat> formats = Exports.of(settings, FIELDS, UnaryOperator.identity());
    if (formats.isEmpty()) {
      throw settings.refuse(
          "csv", "is not set, nor is mail: Silvertrac sends reports, and nothing else can be read");
    }
    return new VendorAdapter(formats);
  }
}
