package io.tocsin.normalizer.vendor;

import io.tocsin.normalizer.vendor.Mapped.Carried;
import io.tocsin.platform.reading.Mail;
import io.tocsin.schemas.AttachmentKind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Makes what came with an event into bytes.
public final class Carrying {
  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final Pattern DATA_ADDRESS =
      Pattern.compile("data:([a-z]{1,20}/[a-z0-9.+-]{1,60})?;base64,", Pattern.CASE_INSENSITIVE);
  private static final Pattern WEB_ADDRESS =
      Pattern.compile("https?://.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /// How the formats of photos begin.
  private enum Photo {
    JPEG("image/jpeg", "\u00FF\u00D8\u00FF"),
    PNG("image/png", "\u0089PNG"),
    GIF("image/gif", "GIF8");

    private final String mediaType;
    private final String start;

    Photo(String mediaType, String start) {
      this.mediaType = mediaType;
      this.start = start;
    }

    private boolean begins(byte[] bytes) {
      return bytes.length >= start.length()
          && new String(bytes, 0, start.length(), StandardCharsets.ISO_8859_1).equals(start);
    }
  }

  private Carrying() {}

  /// A photo in Base64, with or without a `data:` address before it. Where there is nothing, or
  /// the address of a photo instead of one, it was named and not brought.
  public static Carried photo(String words) {
    String text = words.strip();
    if (text.isEmpty() || WEB_ADDRESS.matcher(text).matches()) {
      return new Carried(AttachmentKind.PHOTO.name(), null, null, false);
    }
    var address = DATA_ADDRESS.matcher(text);
    String encoded = address.lookingAt() ? text.substring(address.end()) : text;
    try {
      byte[] bytes = Base64.getDecoder().decode(SPACE.matcher(encoded).replaceAll(""));
      return new Carried(AttachmentKind.PHOTO.name(), photoType(bytes), bytes, false);
    } catch (IllegalArgumentException e) {
      return new Carried(AttachmentKind.PHOTO.name(), null, null, true); // No Base64: the answer.
    }
  }

  private static @Nullable String photoType(byte[] bytes) {
    return Arrays.stream(Photo.values())
        .filter(photo -> photo.begins(bytes))
        .map(photo -> photo.mediaType)
        .findFirst()
        .orElse(null);
  }

  /// Free text.
  public static Carried note(String words) {
    return text(AttachmentKind.NOTE, "text/plain", words);
  }

  /// An address to look at.
  public static Carried link(String words) {
    return text(AttachmentKind.LINK, "text/uri-list", words.strip());
  }

  private static Carried text(AttachmentKind kind, String mediaType, String words) {
    return new Carried(kind.name(), mediaType, words.getBytes(StandardCharsets.UTF_8), false);
  }

  /// The parts of a mail that are photos or named files; other forms of its text are left out.
  public static List<Carried> files(Mail mail) {
    return mail.files().stream().map(Carrying::file).flatMap(Optional::stream).toList();
  }

  private static Optional<Carried> file(Mail.File file) {
    String type = file.mediaType().toLowerCase(Locale.ROOT);
    boolean photo = type.startsWith("image/");
    if (!photo && file.name() == null && !type.equals("message/external-body")) {
      return Optional.empty();
    }
    byte[] bytes = file.bytes();
    // An external body is the address of something that stayed where it was.
    boolean brought = !type.equals("message/external-body") && (bytes == null || bytes.length > 0);
    return Optional.of(
        new Carried(
            (photo ? AttachmentKind.PHOTO : AttachmentKind.FILE).name(),
            type,
            brought ? bytes : null,
            brought && bytes == null));
  }
}
