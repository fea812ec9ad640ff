package io.tocsin.platform;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.MapFormat;
import io.micronaut.core.naming.conventions.StringConvention;
import io.tocsin.schemas.AvroSerdes;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where the schema registry is and which classes talk to it: `tocsin.registry.*`.
///
/// @param url base address without path, for example `http://localhost:8085`
/// @param serializer class name of the value serializer
/// @param deserializer class name of the value deserializer
/// @param properties further properties for both classes, under their own names
@ConfigurationProperties("tocsin.registry")
public record RegistrySettings(
    String url,
    @Bindable(defaultValue = AvroSerdes.DEFAULT_SERIALIZER) String serializer,
    @Bindable(defaultValue = AvroSerdes.DEFAULT_DESERIALIZER) String deserializer,
    @Nullable
        @MapFormat(
            transformation = MapFormat.MapTransformation.FLAT,
            keyFormat = StringConvention.RAW)
        Map<String, String> properties) {
  public RegistrySettings {
    properties = properties == null ? Map.of() : Map.copyOf(properties);
  }

  /// The serdes that these settings describe.
  public AvroSerdes serdes() {
    return new AvroSerdes(
        url, serializer, deserializer, properties == null ? Map.of() : properties);
  }

  /// These settings under their names, for an app that is started beside this one.
  public Map<String, Object> named() {
    var named = new HashMap<String, Object>();
    named.put("tocsin.registry.url", url);
    named.put("tocsin.registry.serializer", serializer);
    named.put("tocsin.registry.deserializer", deserializer);
    if (properties != null) {
      properties.forEach((name, value) -> named.put("tocsin.registry.properties." + name, value));
    }
    return named;
  }
}
