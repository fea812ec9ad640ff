package io.tocsin.gateway.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.gateway.Sections;
import io.tocsin.schemas.AuthScheme;
import io.tocsin.schemas.AuthVerdict;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

final class HmacAuthenticatorTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final String BODY = "{\"id\": 1,  \"x\":\"ü\"}\n";

  private final Authenticator plain =
      Authenticators.of(
          Sections.of(
              "scheme", "hmac-sha256",
              "header", "X-Signature",
              "encoding", "hex",
              "prefix", "sha256=",
              "secrets[0].id", "old",
              "secrets[0].value", "first",
              "secrets[1].id", "new",
              "secrets[1].value", "second"));
  private final Authenticator timed =
      Authenticators.of(
          Sections.of(
              "scheme", "hmac-sha256",
              "header", "X-Signature",
              "encoding", "base64",
              "signed-content", "{timestamp}.{body}",
              "timestamp-header", "X-Timestamp",
              "secrets[0].id", "only",
              "secrets[0].value", "first"));

  @Test
  void theExactRawBytesAreBelievedUnderEitherSecret() {
    assertThat(check(plain, BODY, "x-signature", "sha256=" + hex("first", BODY)))
        .isEqualTo(new AuthResult.Verified(new AuthVerdict(AuthScheme.HMAC_SHA256, "old", null)));
    assertThat(
            check(
                plain,
                BODY,
                "x-signature",
                "sha256=" + hex("second", BODY).toUpperCase(java.util.Locale.ROOT)))
        .isEqualTo(new AuthResult.Verified(new AuthVerdict(AuthScheme.HMAC_SHA256, "new", null)));
  }

  @Test
  void theSameJsonSpacedAnewIsNot() {
    assertThat(
            check(plain, "{\"id\":1,\"x\":\"ü\"}", "x-signature", "sha256=" + hex("first", BODY)))
        .isEqualTo(AuthResult.refused(Refusal.MISMATCH));
  }

  @Test
  void anAlteredBodyIsNot() {
    assertThat(check(plain, BODY.replace('1', '2'), "x-signature", "sha256=" + hex("first", BODY)))
        .isEqualTo(AuthResult.refused(Refusal.MISMATCH));
  }

  @Test
  void aSignatureOfAnotherLengthIsRefusedLikeAnyOther() {
    String right = hex("first", BODY);
    for (String sent : new String[] {"", "00", right.substring(2), right + "00"}) {
      assertThat(check(plain, BODY, "x-signature", "sha256=" + sent))
          .isEqualTo(AuthResult.refused(Refusal.MISMATCH));
    }
  }

  @Test
  void whatIsNoSignatureIsMalformed() {
    for (String sent :
        new String[] {"", "sha256=xyz", "sha256=abc", hex("first", BODY), "sha1=00"}) {
      assertThat(check(plain, BODY, "x-signature", sent))
          .isEqualTo(AuthResult.refused(Refusal.MALFORMED));
    }
  }

  @Test
  void aMissingHeaderIsMissing() {
    assertThat(check(plain, BODY)).isEqualTo(AuthResult.refused(Refusal.MISSING));
    assertThat(check(timed, BODY, "x-signature", "AAAA"))
        .isEqualTo(AuthResult.refused(Refusal.MISSING));
  }

  @Test
  void theSignedTimeMayBeFiveMinutesOffInEitherDirection() {
    for (long offset : new long[] {-300, 0, 300}) {
      Instant at = NOW.plusSeconds(offset);
      assertThat(checkTimed(at.getEpochSecond()))
          .isEqualTo(new AuthResult.Verified(new AuthVerdict(AuthScheme.HMAC_SHA256, "only", at)));
    }
    for (long offset : new long[] {-301, 301, Integer.MAX_VALUE, -1_000_000_000_000L}) {
      assertThat(checkTimed(NOW.getEpochSecond() + offset))
          .isEqualTo(AuthResult.refused(Refusal.STALE));
    }
  }

  @Test
  void aTimeThatIsNoneIsMalformed() {
    for (String time : new String[] {"now", "", "99999999999999999999", "9223372036854775807"}) {
      assertThat(check(timed, BODY, "x-signature", "AAAA", "x-timestamp", time))
          .isEqualTo(AuthResult.refused(Refusal.MALFORMED));
    }
  }

  @Test
  void aTimeOtherThanTheSignedOneIsNotBelieved() {
    String signature = base64("first", NOW.getEpochSecond() + "." + BODY);

    assertThat(
            check(
                timed,
                BODY,
                "x-signature",
                signature,
                "x-timestamp",
                Long.toString(NOW.getEpochSecond() + 1)))
        .isEqualTo(AuthResult.refused(Refusal.MISMATCH));
  }

  @Test
  void standardWebhooksListsAreRead() {
    byte[] key = "0123456789abcdef01234567".getBytes(UTF_8);
    Authenticator standard =
        Authenticators.of(
            Sections.of(
                "scheme", "hmac-sha256",
                "header", "webhook-signature",
                "encoding", "base64",
                "prefix", "v1,",
                "separator", "space",
                "signed-content", "{id}.{timestamp}.{body}",
                "id-header", "webhook-id",
                "timestamp-header", "webhook-timestamp",
                "secret-encoding", "base64",
                "secrets[0].id", "only",
                "secrets[0].value", "whsec_" + Base64.getEncoder().encodeToString(key)));
    String time = Long.toString(NOW.getEpochSecond());
    String right = Base64.getEncoder().encodeToString(hmac(key, "msg_1." + time + "." + BODY));

    assertThat(
            check(
                standard,
                BODY,
                "webhook-id",
                "msg_1",
                "webhook-timestamp",
                time,
                "webhook-signature",
                "v1,AAAA v2,BBBB v1," + right))
        .isInstanceOf(AuthResult.Verified.class);
    assertThat(
            check(
                standard,
                BODY,
                "webhook-id",
                "msg_2",
                "webhook-timestamp",
                time,
                "webhook-signature",
                "v1," + right))
        .isEqualTo(AuthResult.refused(Refusal.MISMATCH));
    assertThat(
            check(
                standard,
                BODY,
                "webhook-id",
                "msg_1",
                "webhook-timestamp",
                time,
                "webhook-signature",
                "v2," + right))
        .isEqualTo(AuthResult.refused(Refusal.MALFORMED));
  }

  @Test
  void signatureHeadersAreKeptForAReplay() {
    assertThat(plain.secretHeaders()).isEmpty();
    assertThat(plain.needsBody()).isTrue();
  }

  private AuthResult checkTimed(long epochSecond) {
    return check(
        timed,
        BODY,
        "x-signature",
        base64("first", epochSecond + "." + BODY),
        "x-timestamp",
        Long.toString(epochSecond));
  }

  private static AuthResult check(Authenticator auth, String body, String... headers) {
    return auth.check(Headers.of(headers), body.getBytes(UTF_8), NOW);
  }

  private static String hex(String key, String content) {
    return HexFormat.of().formatHex(hmac(key.getBytes(UTF_8), content));
  }

  private static String base64(String key, String content) {
    return Base64.getEncoder().encodeToString(hmac(key.getBytes(UTF_8), content));
  }

  private static byte[] hmac(byte[] key, String content) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(content.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
