package io.tocsin.sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tocsin.platform.App;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What refuses to start.
final class SettingsTest {
  private static Map<String, Object> settings(String key, Object value) {
    var settings = new HashMap<String, Object>();
    settings.put("micronaut.server.port", -1);
    settings.put("tocsin.sinks.postgres.password", "test");
    settings.put(key, value);
    return settings;
  }

  @ParameterizedTest
  @CsvSource({
    "tocsin.sinks.postgres.password, '', TOCSIN_POSTGRES_PASSWORD is not set: the sinks do not"
        + " start without a password for PostgreSQL",
    "tocsin.sinks.postgres.reader-role, 'a; drop', TOCSIN_POSTGRES_READER_ROLE 'a; drop': use 1 to"
        + " 63 lower case letters",
    "tocsin.sinks.postgres.pool-size, 0, TOCSIN_SINKS_POSTGRES_POOL_SIZE is 0",
    "tocsin.sinks.retry-delays, '1s', TOCSIN_SINKS_RETRY_DELAYS has 1 delays",
    "tocsin.sinks.outage-pause-longest, '1ms', TOCSIN_SINKS_OUTAGE_PAUSE_LONGEST is PT0.001S"
  })
  void refusesToStartWithAClearSentence(String key, String value, String sentence) {
    assertThatThrownBy(() -> App.start(SinksApp.NAME, settings(key, value)).close())
        .satisfies(e -> assertThat(App.rootMessage(e)).startsWith(sentence.substring(0, 20)))
        .satisfies(e -> assertThat(App.rootMessage(e)).contains(sentence));
  }
}
