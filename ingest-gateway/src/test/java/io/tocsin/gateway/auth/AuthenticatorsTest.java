package io.tocsin.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tocsin.gateway.Sections;
import io.tocsin.schemas.AuthScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an `auth` section may say and what refuses to start.
final class AuthenticatorsTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  @Test
  void noSchemeRefuses() {
    refused("s.scheme is not set");
    refused("s.scheme is none of", "scheme", "plain");
  }

  @Test
  void noneMustBeWrittenOutAndTakesNothingElse() {
    var open = Authenticators.of(Sections.of("scheme", "none"));

    AuthResult result = open.check(Headers.of(), new byte[0], NOW);

    assertThat(result)
        .isInstanceOfSatisfying(
            AuthResult.Verified.class,
            v -> assertThat(v.verdict().getScheme()).isEqualTo(AuthScheme.NONE));
    refused("s.header", "scheme", "none", "header", "x");
  }

  @Test
  void noSecretAnEmptyAndABlankOneRefuse() {
    refused("s.secrets holds no secret", "scheme", "static-header", "header", "x");
    refused(
        "s.secrets[0].value is empty",
        "scheme",
        "static-header",
        "header",
        "x",
        "secrets",
        secrets("a", ""));
    refused(
        "s.secrets[0].value is empty",
        "scheme",
        "static-header",
        "header",
        "x",
        "secrets",
        secrets("a", "  "));
    refused(
        "s.secrets[1].value is empty",
        "scheme",
        "static-header",
        "header",
        "x",
        "secrets",
        secrets("a", "1", "b", ""));
    refused(
        "s.secrets[0].id is not set",
        "scheme",
        "static-header",
        "header",
        "x",
        "secrets",
        secrets("", "1"));
  }

  @Test
  void onlyAnOptionalSecretMayBeLeftOutAndNeverTheLast() {
    Authenticators.of(
        Sections.of(
            "scheme", "static-header",
            "header", "x",
            "secrets[0].id", "a",
            "secrets[0].value", "1",
            "secrets[1].id", "b",
            "secrets[1].value", "",
            "secrets[1].optional", true));
    refused(
        "s.secrets holds no secret",
        "scheme",
        "static-header",
        "header",
        "x",
        "secrets[0].id",
        "b",
        "secrets[0].value",
        "",
        "secrets[0].optional",
        true);
  }

  @Test
  void threeSecretsOrTwoOfOneNameRefuse() {
    refused(
        "s.secrets holds more than two",
        "scheme",
        "static-header",
        "header",
        "x",
        "secrets",
        secrets("a", "1", "b", "2", "c", "3"));
    refused(
        "s.secrets[1].id is used twice",
        "scheme",
        "static-header",
        "header",
        "x",
        "secrets",
        secrets("a", "1", "a", "2"));
  }

  @Test
  void aSecretMayBeInAFile(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("secret"), "from-file\n");
    var auth =
        Authenticators.of(
            Sections.of(
                "scheme", "static-header",
                "header", "x",
                "secrets", secrets("a", "file:" + file)));

    assertThat(auth.check(Headers.of("x", "from-file"), new byte[0], NOW))
        .isInstanceOf(AuthResult.Verified.class);
    refused(
        "s.secrets[0].value names the file %s, which cannot be read"
            .formatted(directory.resolve("missing")),
        "scheme",
        "static-header",
        "header",
        "x",
        "secrets",
        secrets("a", "file:" + directory.resolve("missing")));
    Files.writeString(file, "\n");
    refused(
        "s.secrets[0].value is empty",
        "scheme",
        "static-header",
        "header",
        "x",
        "secrets",
        secrets("a", "file:" + file));
  }

  @Test
  void headerAndEncodingAreNeverGuessed() {
    refused("s.header is not set", "scheme", "static-header", "secrets", secrets("a", "1"));
    refused(
        "s.header is no name",
        "scheme",
        "static-header",
        "header",
        "a b",
        "secrets",
        secrets("a", "1"));
    refused(
        "s.encoding is not set",
        "scheme",
        "hmac-sha256",
        "header",
        "x",
        "secrets",
        secrets("a", "1"));
  }

  @Test
  void aToleranceOfNothingIsRefusedInsteadOfSwitchingTheCheckOff() {
    for (String tolerance : List.of("0s", "-5m")) {
      refused(
          "s.tolerance must be above zero",
          "scheme",
          "hmac-sha256",
          "header",
          "x",
          "encoding",
          "hex",
          "signed-content",
          "{timestamp}.{body}",
          "timestamp-header",
          "t",
          "tolerance",
          tolerance,
          "secrets",
          secrets("a", "1"));
    }
  }

  @Test
  void whatIsNotSignedIsNotBelieved() {
    refused(
        "s.timestamp-header is set, but signed-content does not cover {timestamp}",
        "scheme",
        "hmac-sha256",
        "header",
        "x",
        "encoding",
        "hex",
        "timestamp-header",
        "t",
        "secrets",
        secrets("a", "1"));
    refused(
        "s.timestamp-header is not set, but signed-content uses {timestamp}",
        "scheme",
        "hmac-sha256",
        "header",
        "x",
        "encoding",
        "hex",
        "signed-content",
        "{timestamp}.{body}",
        "secrets",
        secrets("a", "1"));
    refused(
        "s.id-header is not set, but signed-content uses {id}",
        "scheme",
        "hmac-sha256",
        "header",
        "x",
        "encoding",
        "hex",
        "signed-content",
        "{id}.{body}",
        "secrets",
        secrets("a", "1"));
    refused(
        "s.tolerance is no setting",
        "scheme",
        "hmac-sha256",
        "header",
        "x",
        "encoding",
        "hex",
        "tolerance",
        "5m",
        "secrets",
        secrets("a", "1"));
  }

  @Test
  void templatesAreChecked() {
    for (String template : List.of("{timestamp}", "{body}{what}", "{body", "body}")) {
      refused(
          "s.signed-content ",
          "scheme",
          "hmac-sha256",
          "header",
          "x",
          "encoding",
          "hex",
          "signed-content",
          template,
          "secrets",
          secrets("a", "1"));
    }
  }

  @Test
  void aKeyThatIsNotInItsEncodingRefusesWithoutShowingIt() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Authenticators.of(
                    Sections.of(
                        "scheme", "hmac-sha256",
                        "header", "x",
                        "encoding", "hex",
                        "secret-encoding", "base64",
                        "secrets", secrets("a", "whsec_not base64!"))))
        .withMessageStartingWith("s.secrets ")
        .withMessageNotContaining("not base64!");
  }

  private static void refused(String sentence, Object... settings) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Authenticators.of(Sections.of(settings)))
        .withMessageStartingWith(sentence);
  }

  private static List<Map<String, String>> secrets(String... idsAndValues) {
    var list = new java.util.ArrayList<Map<String, String>>();
    for (int i = 0; i < idsAndValues.length; i += 2) {
      list.add(Map.of("id", idsAndValues[i], "value", idsAndValues[i + 1]));
    }
    return list;
  }
}
