package io.tocsin.gateway.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.tocsin.gateway.DeliveryHeaders;
import io.tocsin.schemas.AuthScheme;
import io.tocsin.schemas.AuthVerdict;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// The sender signs the raw bytes with HMAC-SHA-256 (RFC 2104), and perhaps its clock and a
/// delivery id. The bytes are taken as they came: what was parsed and written anew has another
/// signature.
final class HmacAuthenticator implements Authenticator {
  private static final String ALGORITHM = "HmacSHA256";

  /// A key with its name.
  record Key(String id, SecretKeySpec key) {
    static Key of(String id, byte[] bytes) {
      return new Key(id, new SecretKeySpec(bytes, ALGORITHM));
    }
  }

  private final String header;
  private final SignatureFormat format;
  private final SignedContent content;
  private final @Nullable SignedTime time;
  private final @Nullable String idHeader;
  private final List<Key> keys;

  /// An authenticator for one source.
  ///
  /// @param header header of the signature
  /// @param format how signatures are written
  /// @param content what they cover
  /// @param time the signed time; null where the scheme has none
  /// @param idHeader header of the delivery id; null where it is not signed
  /// @param keys live keys
  HmacAuthenticator(
      String header,
      SignatureFormat format,
      SignedContent content,
      @Nullable SignedTime time,
      @Nullable String idHeader,
      List<Key> keys) {
    this.header = header;
    this.format = format;
    this.content = content;
    this.time = time;
    this.idHeader = idHeader;
    this.keys = List.copyOf(keys);
  }

  @Override
  public AuthResult check(DeliveryHeaders headers, byte[] body, Instant receivedAt) {
    List<String> sent = headers.values(header);
    if (sent.isEmpty()) {
      return AuthResult.refused(Refusal.MISSING);
    }
    var values = new HashMap<String, byte[]>();
    values.put(SignedContent.BODY, body);
    if (idHeader != null) {
      Optional<String> id = headers.single(idHeader);
      if (id.isEmpty()) {
        return AuthResult.refused(Refusal.MISSING);
      }
      values.put(SignedContent.ID, id.get().getBytes(ISO_8859_1));
    }
    Instant signedAt = null;
    if (time != null) {
      Optional<String> text = headers.single(time.header());
      if (text.isEmpty()) {
        return AuthResult.refused(Refusal.MISSING);
      }
      signedAt = time.format().read(text.get()).orElse(null);
      if (signedAt == null) {
        return AuthResult.refused(Refusal.MALFORMED);
      }
      values.put(SignedContent.TIMESTAMP, text.get().getBytes(ISO_8859_1));
    }
    List<byte[]> signatures = format.read(sent);
    if (signatures.isEmpty()) {
      return AuthResult.refused(Refusal.MALFORMED);
    }
    String matched = match(signatures, values);
    if (matched == null) {
      return AuthResult.refused(Refusal.MISMATCH);
    }
    if (time != null && signedAt != null && !time.covers(signedAt, receivedAt)) {
      return AuthResult.refused(Refusal.STALE);
    }
    return new AuthResult.Verified(new AuthVerdict(AuthScheme.HMAC_SHA256, matched, signedAt));
  }

  /// The id of the key that one of the signatures was made with. Tries all with all, so that time
  /// does not tell which fitted.
  private @Nullable String match(List<byte[]> signatures, Map<String, byte[]> values) {
    String matched = null;
    for (Key key : keys) {
      byte[] expected = content.sign(mac(key), values);
      for (byte[] signature : signatures) {
        // Constant time; another length is a plain false.
        if (MessageDigest.isEqual(expected, signature)) {
          matched = key.id();
        }
      }
    }
    return matched;
  }

  private static Mac mac(Key key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key.key());
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  @Override
  public boolean needsBody() {
    return true;
  }

  /// None: signature, time and id are kept, so that a replay can verify them against receivedAt.
  @Override
  public Set<String> secretHeaders() {
    return Set.of();
  }
}
