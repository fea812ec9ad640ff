package io.tocsin.sinks.webhook;

import io.tocsin.platform.Secret;
import io.tocsin.platform.Section;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs as Standard Webhooks 1.0.0 has it ("Signature scheme", "Webhook headers"): HMAC-SHA256
/// over id, time and body. While a secret is exchanged there are several, and each signs.
final class Signatures {
  private static final String PREFIX = "whsec_";
  private static final String HMAC = "HmacSHA256";
  private static final int SHORTEST = 24;
  private static final int LONGEST = 64;

  private final List<SecretKeySpec> keys;

  private Signatures(List<SecretKeySpec> keys) {
    this.keys = keys;
  }

  /// Reads `secrets`: one or several, the newest first.
  ///
  /// @throws IllegalArgumentException in a sentence that names the setting and holds no secret
  static Signatures of(Section settings) {
    List<String> texts = settings.texts("secrets");
    if (texts.isEmpty()) {
      throw settings.refuse("secrets", "is not set: a receiver could not tell us from anybody");
    }
    var keys = new ArrayList<SecretKeySpec>();
    for (int i = 0; i < texts.size(); i++) {
      String setting = "secrets[%d]".formatted(i);
      byte[] secret = Secret.of(settings.name(setting), texts.get(i)).bytes();
      keys.add(new SecretKeySpec(key(settings, setting, secret), HMAC));
    }
    return new Signatures(keys);
  }

  private static byte[] key(Section settings, String setting, byte[] secret) {
    String text = new String(secret, StandardCharsets.UTF_8);
    if (!text.startsWith(PREFIX)) {
      throw settings.refuse(setting, "must begin with whsec_, as Standard Webhooks write a secret");
    }
    byte[] key;
    try {
      key = Base64.getDecoder().decode(text.substring(PREFIX.length()));
    } catch (IllegalArgumentException e) {
      // Not as a cause: its message quotes the secret.
      throw settings.refuse(setting, "is no Base64 after whsec_");
    }
    if (key.length < SHORTEST || key.length > LONGEST) {
      throw settings.refuse(
          setting,
          "must hold %d to %d random bytes, and holds %d".formatted(SHORTEST, LONGEST, key.length));
    }
    return key;
  }

  /// The header `webhook-signature`.
  ///
  /// @param time seconds since 1970, as in the header `webhook-timestamp`
  String header(String id, long time, byte[] body) {
    byte[] head = "%s.%d.".formatted(id, time).getBytes(StandardCharsets.UTF_8);
    return keys.stream()
        .map(key -> "v1," + Base64.getEncoder().encodeToString(hmac(key, head, body)))
        .collect(Collectors.joining(" "));
  }

  private static byte[] hmac(SecretKeySpec key, byte[] head, byte[] body) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      mac.update(head);
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HMAC with SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "%d secrets".formatted(keys.size());
  }
}
