package io.tocsin.normalizer;

import io.micronaut.context.env.yaml.YamlPropertySourceLoader;
import io.tocsin.normalizer.vendor.Source;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// A source as its operator writes it down.
public final class SettingsOf {
  private SettingsOf() {}

  /// The source `x` of what stands under its name.
  public static Source source(String yaml) {
    return SourceSettings.sources(below("x", yaml)).getOrDefault("x", Source.unconfigured("x"));
  }

  static Map<String, Object> below(String name, String yaml) {
    try {
      Map<String, Object> read =
          new YamlPropertySourceLoader()
              .read("test", new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)));
      var below = new HashMap<String, Object>();
      read.forEach((key, value) -> below.put(name + "." + key, value));
      return below;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
