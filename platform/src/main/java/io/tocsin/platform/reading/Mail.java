package io.tocsin.platform.reading;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.mail.Header;
import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import jakarta.mail.internet.ParseException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// An Internet message (RFC 5322, MIME). A place is a label of a `Label: value` line in its plain
/// text, or `header:` and the name of a header, for example `header:Subject`. The first line of a
/// label that has a value counts. HTML is not read: a message that has nothing else has no text.
///
/// @param headers by lower-case name, decoded; the first of several
/// @param text plain text; empty where there is none
/// @param files other parts, in their order
public record Mail(Map<String, String> headers, String text, List<File> files)
    implements FieldedBody {
  /// Marks a place as the name of a header.
  public static final String HEADER = "header:";

  private static final int MAX_PARTS = 100;
  private static final int MAX_DEPTH = 8;
  private static final Session SESSION = session();

  /// A part that is not the text.
  ///
  /// @param name file name, where it has one
  /// @param mediaType lower case, without parameters
  /// @param bytes decoded; null where its transfer encoding is broken
  @SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
  public record File(@Nullable String name, String mediaType, byte @Nullable [] bytes) {}

  public Mail {
    headers = Map.copyOf(headers);
    files = List.copyOf(files);
  }

  private static Session session() {
    var properties = new Properties();
    // Headers of newer programs are UTF-8 as it is (RFC 6532).
    properties.setProperty("mail.mime.allowutf8", "true");
    return Session.getInstance(properties);
  }

  /// Reads a message; empty where it is none (without a header, or with a multipart that is cut
  /// off or has no boundary), or one with more than 100 parts or nested deeper than 8.
  public static Optional<Mail> read(byte[] message) {
    try {
      var mime = new MimeMessage(SESSION, new ByteArrayInputStream(message));
      Map<String, String> headers = headers(mime);
      if (headers.isEmpty()) {
        return Optional.empty();
      }
      var parts = new Parts();
      return parts.collect(mime, 0)
          ? Optional.of(new Mail(headers, parts.text == null ? "" : parts.text, parts.files))
          : Optional.empty();
    } catch (MessagingException | IOException e) {
      return Optional.empty(); // From memory nothing else than the message itself can be wrong.
    }
  }

  private static Map<String, String> headers(MimeMessage mime) throws MessagingException {
    var headers = new HashMap<String, String>();
    for (Header header : Collections.list(mime.getAllHeaders())) {
      // A line without a colon is no header, though the library hands it out as one.
      if (header.getValue() != null && !header.getValue().equals(header.getName())) {
        headers.putIfAbsent(header.getName().toLowerCase(Locale.ROOT), decoded(header.getValue()));
      }
    }
    return headers;
  }

  private static String decoded(String header) {
    try {
      return MimeUtility.decodeText(MimeUtility.unfold(header));
    } catch (UnsupportedEncodingException e) {
      return header; // In a charset that nobody knows: as it stands.
    }
  }

  /// Goes through the parts of a message.
  private static final class Parts {
    private @Nullable String text;
    private final List<File> files = new ArrayList<>();
    private int seen;

    /// False where there are too many, nested too deeply, or some are missing.
    boolean collect(Part part, int depth) throws MessagingException, IOException {
      if (depth > MAX_DEPTH || ++seen > MAX_PARTS) {
        return false;
      }
      if (part.isMimeType("multipart/*") && part.getContent() instanceof MimeMultipart parts) {
        for (int i = 0; i < parts.getCount(); i++) {
          if (!collect(parts.getBodyPart(i), depth + 1)) {
            return false;
          }
        }
        return parts.isComplete(); // Known only after its parts were counted.
      }
      byte[] bytes = bytes(part);
      if (text == null && bytes != null && part.isMimeType("text/plain") && !attached(part)) {
        text = text(part, bytes);
      } else {
        files.add(new File(name(part), mediaType(part), bytes));
      }
      return true;
    }
  }

  private static boolean attached(Part part) throws MessagingException {
    try {
      return Part.ATTACHMENT.equalsIgnoreCase(part.getDisposition());
    } catch (ParseException e) {
      return false; // No disposition that can be read is none.
    }
  }

  /// The text in its charset; in UTF-8, of which ASCII is a part, where it names none or one that
  /// nobody knows.
  private static String text(Part part, byte[] bytes) throws MessagingException {
    Charset charset = UTF_8;
    try {
      String named = new ContentType(part.getContentType()).getParameter("charset");
      if (named != null && !named.equalsIgnoreCase("us-ascii")) {
        charset = Charset.forName(MimeUtility.javaCharset(named));
      }
    } catch (ParseException | IllegalArgumentException e) {
      charset = UTF_8;
    }
    return new String(bytes, charset);
  }

  private static @Nullable String name(Part part) throws MessagingException {
    try {
      String name = part.getFileName();
      // Encoded words are not allowed here, and common all the same.
      return name == null ? null : decoded(name);
    } catch (ParseException e) {
      return null;
    }
  }

  private static String mediaType(Part part) throws MessagingException {
    try {
      return new ContentType(part.getContentType()).getBaseType().toLowerCase(Locale.ROOT);
    } catch (ParseException e) {
      return "application/octet-stream";
    }
  }

  private static byte @Nullable [] bytes(Part part) {
    try (var in = part.getInputStream()) {
      return in.readAllBytes();
    } catch (IOException | MessagingException e) {
      return null; // A broken or unknown transfer encoding; the part is named all the same.
    }
  }

  @Override
  public Optional<String> text(String place) {
    if (place.startsWith(HEADER)) {
      return Optional.ofNullable(
              headers.get(place.substring(HEADER.length()).strip().toLowerCase(Locale.ROOT)))
          .filter(value -> !value.isBlank());
    }
    return text.lines()
        // A no-break space is what HTML editors put after a colon.
        .map(line -> line.replace('\u00A0', ' ').strip())
        .filter(
            line ->
                line.regionMatches(true, 0, place, 0, place.length())
                    && line.substring(place.length()).stripLeading().startsWith(":"))
        .map(line -> line.substring(line.indexOf(':', place.length()) + 1).strip())
        .filter(value -> !value.isEmpty())
        .findFirst();
  }
}
