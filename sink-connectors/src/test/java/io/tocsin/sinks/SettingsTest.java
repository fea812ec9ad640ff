package io.tocsin.sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tocsin.platform.App;
import io.tocsin.platform.Section;
import io.tocsin.sinks.outward.Answer;
import io.tocsin.sinks.outward.Delivery;
import io.tocsin.sinks.outward.Destination;
import io.tocsin.sinks.outward.Feed;
import io.tocsin.sinks.outward.Idempotency;
import io.tocsin.sinks.outward.Kind;
import io.tocsin.sinks.outward.Outside;
import io.tocsin.sinks.outward.Sighting;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What refuses to start.
final class SettingsTest {
  @TempDir Path folder;

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

  /// The settings of one sink each, as an operator writes them into `sinks.yml`.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "told | {enabled: true}               | told.kind is not set",
        "told | {kind: nonsense}              | told.kind is none of the kinds known: ",
        "told | no section                    | told is one value where a section is expected",
        "Told_You | {kind: settings}          | Told_You is no legal name of a sink: use 1 to 63"
            + " lower case letters, digits and hyphens",
        "told | {kind: settings, AUTH}        | told.url is not set",
        "told | {kind: settings, url: 'http://example.com', AUTH} | told.url is not https",
        "told | {kind: settings, URL}         | told.auth.type is not set",
        "told | {kind: settings, URL, auth: {type: magic}} | told.auth.type is none of bearer,",
        "told | {kind: settings, URL, auth: {type: bearer}} | told.auth.token is not set",
        "told | {kind: settings, URL, auth: {type: bearer, token: ''}} | told.auth.token is not"
            + " set",
        "told | {kind: settings, URL, auth: {type: none, tokn: a}} | told.auth.tokn is no setting"
            + " known here",
        "told | {kind: settings, URL, AUTH, concurrency: 0} | told.concurrency must be above 0",
        "told | {kind: settings, URL, AUTH, rate: {requests: many}} | told.rate.requests is no"
            + " whole number",
        "told | {kind: settings, URL, AUTH, rate: {every: 1m}} | told.rate.every is no setting"
            + " known here; is its name mistyped?",
        "told | {kind: settings, URL, AUTH, settle-after: soon} | told.settle-after is no duration",
        "told | {kind: settings, URL, AUTH, from: beginning, concurency: 8} | told.concurency is no"
            + " setting known here; is its name mistyped?",
        "told | {kind: settings, URL, AUTH, settings: {wrod: a}} | told.settings.wrod is no setting"
            + " known here",
        "told | {kind: settings, URL, AUTH}   | told.from is not set",
        "told | {kind: settings, URL, AUTH, from: yesterday} | told.from is neither beginning nor a"
            + " time",
        "told | {kind: settings, URL, AUTH, enabled: perhaps} | told.enabled is neither true nor"
            + " false"
      })
  void aWrongBlockOfASinkRefusesToStart(String name, String block, String sentence) {
    assertThat(refusal(name, block)).startsWith("tocsin.sinks.outward." + sentence);
  }

  @ParameterizedTest
  @CsvSource({"billing", "ledger", "crm", "ticketing"})
  void aNameThatIsTakenRefusesToStart(String name) {
    assertThat(refusal(name, "{kind: settings, URL, AUTH, from: beginning}"))
        .isEqualTo(
            "tocsin.sinks.outward.%s has a name that another sink has already".formatted(name));
  }

  /// Found where `tocsin.secrets.directory` says, as the file itself asks for it.
  @ParameterizedTest
  @CsvSource({
    "there, '', told.auth.token is empty: without a secret nothing can be told from a forgery",
    "missing, x, told.auth.token names the file FOLDER/missing.secret which cannot be read"
  })
  void aSecretThatIsNotThereRefusesToStart(String file, String secret, String sentence)
      throws IOException {
    Files.writeString(folder.resolve("there.secret"), secret);
    assertThat(
            refusal(
                "told",
                "{kind: settings, URL, auth: {type: bearer, token:"
                    + " 'file:${tocsin.secrets.directory}/%s.secret'}}".formatted(file)))
        .startsWith(
            "tocsin.sinks.outward."
                + sentence
                    .replace("FOLDER", folder.toString())
                    .replace(".secret which", ".secret, which"));
  }

  @ParameterizedTest
  @CsvSource("TOCSIN_TEST_VARIABLE_THAT_NOBODY_SETS")
  void aVariableThatIsNotSetRefusesToStart(String variable) {
    assertThat(
            refusal(
                "told",
                "{kind: settings, URL, auth: {type: bearer, token: '${%s}'}}".formatted(variable)))
        .contains(variable);
  }

  private String refusal(String name, String block) {
    Path file = folder.resolve("sinks.yml");
    var refused = new String[1];
    assertThatThrownBy(
            () -> {
              Files.writeString(
                  file,
                  "tocsin: {sinks: {outward: {%s: %s}}}"
                      .formatted(
                          name,
                          block
                              .replace("URL", "url: 'https://example.com'")
                              .replace("AUTH", "auth: {type: bearer, token: test}")));
              App.start(
                      SinksApp.NAME,
                      List.of(file),
                      settings("tocsin.secrets.directory", folder.toString()))
                  .close();
            })
        .satisfies(e -> refused[0] = App.rootMessage(e));
    return refused[0];
  }

  /// A kind of sink that has one setting and is never reached.
  @Singleton
  static final class OneSetting implements Kind {
    @Override
    public String name() {
      return "settings";
    }

    @Override
    public Feed feed() {
      return Feed.DECISIONS;
    }

    @Override
    public Destination open(Section settings, Outside outside) {
      outside.ready();
      settings.text("word");
      return new Destination() {
        @Override
        public Idempotency idempotency() {
          return new Idempotency.Upsert();
        }

        @Override
        public List<Answer> send(List<Delivery> deliveries) {
          throw new IllegalStateException("nothing starts here");
        }

        @Override
        public Sighting find(Delivery delivery) {
          throw new IllegalStateException("nothing starts here");
        }
      };
    }
  }
}
