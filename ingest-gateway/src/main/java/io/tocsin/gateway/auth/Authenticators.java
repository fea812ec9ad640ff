package io.tocsin.gateway.auth;

import io.tocsin.platform.Secret;
import io.tocsin.platform.Section;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Makes a source's authenticator from its `auth` section. Whatever would let a stranger in is
/// refused here, in a sentence that names the setting.
public final class Authenticators {
  private static final Duration TOLERANCE = Duration.ofMinutes(5);
  private static final int MAX_LIVE = 2;
  private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
  private static final String STANDARD_WEBHOOKS_SECRET = "whsec_";

  private Authenticators() {}

  /// The authenticator that a section describes.
  ///
  /// @throws IllegalArgumentException where something is missing, blank, unknown or contradictory
  public static Authenticator of(Section auth) {
    String scheme =
        auth.text("scheme")
            .orElseThrow(
                () ->
                    auth.refuse(
                        "scheme",
                        "is not set: write static-header or hmac-sha256, or none in words where the"
                            + " network alone keeps strangers out"));
    Authenticator made =
        switch (scheme) {
          case "static-header" -> new StaticHeaderAuthenticator(header(auth), secrets(auth));
          case "hmac-sha256" -> hmac(auth);
          case "none" -> new OpenAuthenticator();
          default -> throw auth.refuse("scheme", "is none of static-header, hmac-sha256 and none");
        };
    // Under `none` a secret, and under a static header a tolerance, is a setting that would
    // silently do nothing.
    auth.refuseUnknown();
    return made;
  }

  private static String header(Section auth) {
    return headerName(auth, "header", auth.required("header"));
  }

  private static String headerName(Section auth, String key, String name) {
    if (!HEADER_NAME.matcher(name).matches()) {
      throw auth.refuse(key, "is no name that a header can have");
    }
    return name;
  }

  private static List<LiveSecret> secrets(Section auth) {
    var live = new ArrayList<LiveSecret>();
    var ids = new HashSet<String>();
    for (Section entry : auth.sections("secrets")) {
      String id = entry.required("id");
      boolean optional = entry.flag("optional", false);
      Optional<String> value = entry.text("value");
      entry.refuseUnknown();
      if (!ids.add(id)) {
        throw entry.refuse("id", "is used twice in one list");
      }
      if (value.isPresent() || !optional) {
        live.add(new LiveSecret(id, Secret.of(entry.name("value"), value.orElse(""))));
      }
    }
    if (live.isEmpty()) {
      throw auth.refuse(
          "secrets",
          "holds no secret: without one nothing can be told from a forgery, so this does not"
              + " start");
    }
    if (live.size() > MAX_LIVE) {
      throw auth.refuse(
          "secrets", "holds more than two: the old and the new one are live, no more");
    }
    return live;
  }

  private static Authenticator hmac(Section auth) {
    String header = header(auth);
    var format =
        new SignatureFormat(
            encoding(auth, "encoding", auth.required("encoding")),
            auth.text("prefix").map(String::strip).orElse(""),
            separator(auth));
    String template = auth.text("signed-content").orElse("{body}");
    SignedContent content;
    try {
      content = SignedContent.of(template);
    } catch (IllegalArgumentException e) {
      throw auth.refuse("signed-content", String.valueOf(e.getMessage()));
    }
    SignedTime time = time(auth, content);
    String idHeader =
        auth.text("id-header").map(n -> headerName(auth, "id-header", n)).orElse(null);
    agrees(auth, "id-header", idHeader != null, content.uses(SignedContent.ID), "{id}");
    return new HmacAuthenticator(header, format, content, time, idHeader, keys(auth));
  }

  private static @Nullable SignedTime time(Section auth, SignedContent content) {
    Optional<String> header = auth.text("timestamp-header");
    agrees(
        auth,
        "timestamp-header",
        header.isPresent(),
        content.uses(SignedContent.TIMESTAMP),
        "{timestamp}");
    if (header.isEmpty()) {
      return null; // A tolerance or a format without it is refused as unknown.
    }
    TimestampFormat format =
        switch (auth.text("timestamp-format").orElse("epoch-seconds")) {
          case "epoch-seconds" -> TimestampFormat.EPOCH_SECONDS;
          case "epoch-millis" -> TimestampFormat.EPOCH_MILLIS;
          case "iso-8601" -> TimestampFormat.ISO_8601;
          default ->
              throw auth.refuse(
                  "timestamp-format", "is none of epoch-seconds, epoch-millis and iso-8601");
        };
    Duration tolerance = auth.duration("tolerance").orElse(TOLERANCE);
    try {
      return new SignedTime(headerName(auth, "timestamp-header", header.get()), format, tolerance);
    } catch (IllegalArgumentException e) {
      throw auth.refuse("tolerance", String.valueOf(e.getMessage()));
    }
  }

  /// An unsigned time or id proves nothing, and a signed one without a header cannot be checked.
  private static void agrees(
      Section auth, String key, boolean headerSet, boolean signed, String place) {
    if (headerSet && !signed) {
      throw auth.refuse(key, "is set, but signed-content does not cover " + place);
    }
    if (signed && !headerSet) {
      throw auth.refuse(key, "is not set, but signed-content uses " + place);
    }
  }

  private static String separator(Section auth) {
    return switch (auth.text("separator").orElse("none")) {
      case "none" -> "";
      case "space" -> " ";
      case "comma" -> ",";
      default -> throw auth.refuse("separator", "is none of none, space and comma");
    };
  }

  private static SignatureFormat.Encoding encoding(Section auth, String key, String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "hex" -> SignatureFormat.Encoding.HEX;
      case "base64" -> SignatureFormat.Encoding.BASE64;
      default -> throw auth.refuse(key, "is neither hex nor base64");
    };
  }

  private static List<HmacAuthenticator.Key> keys(Section auth) {
    String encoding = auth.text("secret-encoding").orElse("text");
    return secrets(auth).stream()
        .map(s -> HmacAuthenticator.Key.of(s.id(), keyBytes(auth, encoding, s.secret().bytes())))
        .toList();
  }

  private static byte[] keyBytes(Section auth, String encoding, byte[] secret) {
    if (encoding.equals("text")) {
      return secret;
    }
    String text = new String(secret, StandardCharsets.UTF_8);
    // Standard Webhooks hands secrets out as whsec_<base64>.
    String bare =
        text.startsWith(STANDARD_WEBHOOKS_SECRET)
            ? text.substring(STANDARD_WEBHOOKS_SECRET.length())
            : text;
    return encoding(auth, "secret-encoding", encoding)
        .decode(bare)
        .filter(bytes -> bytes.length > 0)
        .orElseThrow(
            () -> auth.refuse("secrets", "holds one that is not written in secret-encoding"));
  }
}
