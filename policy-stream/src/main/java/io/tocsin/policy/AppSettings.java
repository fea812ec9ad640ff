package io.tocsin.policy;

import io.tocsin.platform.App;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.RegistrySettings;
import java.util.HashMap;
import java.util.Map;

/// The app's settings, as a command needs them.
///
/// @param kafka where Kafka is
/// @param registry where the schema registry is
/// @param policy the stream's own
record AppSettings(KafkaSettings kafka, RegistrySettings registry, PolicySettings policy) {
  /// Reads the settings as the running app would.
  ///
  /// @param overrides settings that win over all others
  static AppSettings read(Map<String, Object> overrides) {
    var all = new HashMap<>(overrides);
    // Only the settings are wanted: no stream, and any free port.
    all.put(PolicyFactory.RUN_STREAM, false);
    all.put("micronaut.server.port", -1);
    try (App app = App.start("policy-stream", all)) {
      return new AppSettings(
          app.context().getBean(KafkaSettings.class),
          app.context().getBean(RegistrySettings.class),
          app.context().getBean(PolicySettings.class));
    }
  }
}
