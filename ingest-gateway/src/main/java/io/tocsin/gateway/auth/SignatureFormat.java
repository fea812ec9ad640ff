package io.tocsin.gateway.auth;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// How signatures are written in their header: one, or a list as in Standard Webhooks
/// (`v1,<base64> v1,<base64>`), each perhaps with a prefix.
///
/// @param encoding how the bytes are written
/// @param prefix what stands before each signature, for example `sha256=` or `v1,`; those with
/// another one are passed over, as another version's would be
/// @param separator what stands between several; empty where the header holds one
record SignatureFormat(Encoding encoding, String prefix, String separator) {
  /// Writing of bytes as text.
  enum Encoding {
    /// Either case.
    HEX,
    /// Standard alphabet, with or without padding.
    BASE64;

    /// The bytes; empty where the text is not of this encoding.
    Optional<byte[]> decode(String text) {
      try {
        return Optional.of(
            switch (this) {
              case HEX -> HexFormat.of().parseHex(text);
              case BASE64 -> Base64.getDecoder().decode(text);
            });
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }
  }

  /// More than any rotation needs; bounds the work that a stranger can ask for.
  private static final int MAX_SIGNATURES = 8;

  /// Every signature in the header's values that can be read; not more than eight.
  List<byte[]> read(List<String> headerValues) {
    var signatures = new ArrayList<byte[]>();
    for (String value : headerValues) {
      for (String one : split(value)) {
        if (one.startsWith(prefix) && signatures.size() < MAX_SIGNATURES) {
          encoding.decode(one.substring(prefix.length())).ifPresent(signatures::add);
        }
      }
    }
    return signatures;
  }

  private List<String> split(String value) {
    if (separator.isEmpty()) {
      return List.of(value.strip());
    }
    return Arrays.stream(value.split(Pattern.quote(separator), MAX_SIGNATURES + 1))
        .map(String::strip)
        .toList();
  }
}
