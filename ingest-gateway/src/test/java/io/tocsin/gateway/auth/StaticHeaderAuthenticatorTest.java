package io.tocsin.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.gateway.DeliveryHeaders;
import io.tocsin.gateway.Sections;
import io.tocsin.schemas.AuthScheme;
import io.tocsin.schemas.AuthVerdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class StaticHeaderAuthenticatorTest {
  private final Authenticator auth =
      Authenticators.of(
          Sections.of(
              "scheme", "static-header",
              "header", "X-TrackTik-Secret",
              "secrets[0].id", "old",
              "secrets[0].value", "first",
              "secrets[1].id", "new",
              "secrets[1].value", "zweites Geheimnis: ü"));

  @Test
  void eachOfTwoLiveSecretsIsBelievedAndNamed() {
    assertThat(check("x-tracktik-secret", "first"))
        .isEqualTo(new AuthResult.Verified(new AuthVerdict(AuthScheme.STATIC_HEADER, "old", null)));
    String asNettyGivesIt =
        new String(
            "zweites Geheimnis: ü".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    assertThat(check("X-TRACKTIK-SECRET", asNettyGivesIt))
        .isEqualTo(new AuthResult.Verified(new AuthVerdict(AuthScheme.STATIC_HEADER, "new", null)));
  }

  @Test
  void anotherAnEmptyOrALongerOneIsNot() {
    for (String sent : new String[] {"First", "", "firs", "firstt", "first "}) {
      assertThat(check("x-tracktik-secret", sent)).isEqualTo(AuthResult.refused(Refusal.MISMATCH));
    }
  }

  @Test
  void aMissingOrRepeatedHeaderIsNot() {
    assertThat(check()).isEqualTo(AuthResult.refused(Refusal.MISSING));
    assertThat(check("x-tracktik-secret", "first", "x-tracktik-secret", "other"))
        .isEqualTo(AuthResult.refused(Refusal.MISSING));
  }

  @Test
  void theSecretAndCredentialsAreNotKept() {
    DeliveryHeaders headers =
        Headers.of(
            "X-TrackTik-Secret", "first",
            "Authorization", "Basic x",
            "Proxy-Authorization", "y",
            "Cookie", "z",
            "X-Other", "kept");

    assertThat(headers.withoutSecrets(auth.secretHeaders()))
        .singleElement()
        .satisfies(h -> assertThat(h.getName()).isEqualTo("x-other"));
  }

  private AuthResult check(String... headers) {
    return auth.check(Headers.of(headers), new byte[0], Instant.EPOCH);
  }
}
