package io.tocsin.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// A day of deliveries, read from a file that a person can read and extend.
///
/// @param senders how each source proves itself, by the source's name
/// @param deliveries in the order in which they are sent
record SampleDay(Map<String, Sender> senders, List<Delivery> deliveries) {
  /// How a source proves itself: by a secret in a header, or by a signature over time and body.
  ///
  /// @param secretHeader header of the static secret; empty = none
  /// @param timestampHeader header of the signed time, Unix seconds; empty = none
  /// @param signatureHeader header of the HMAC-SHA256 over `<time>.<body>`, hex; empty = none
  record Sender(String secretHeader, String timestampHeader, String signatureHeader) {}

  /// One webhook call.
  ///
  /// @param about what it is, for the person who watches
  /// @param source name of the source
  /// @param mediaType media type of the body
  /// @param body what to send, as UTF-8
  /// @param forged whether it is sent with a wrong secret
  record Delivery(String about, String source, String mediaType, String body, boolean forged) {}

  /// Reads a file; see its own comments for the format.
  ///
  /// @throws IllegalArgumentException where the file is not in that format
  static SampleDay read(Path file) {
    Object document;
    try (var in = Files.newBufferedReader(file)) {
      document = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("the sample day %s cannot be read".formatted(file), e);
    }
    if (!(document instanceof Map<?, ?> map) || !(map.get("deliveries") instanceof List<?> items)) {
      throw new IllegalArgumentException(file + ": expected a list named deliveries");
    }
    if (!(map.get("senders") instanceof Map<?, ?> senderFields)) {
      throw new IllegalArgumentException(file + ": expected a group named senders");
    }
    var senders = new HashMap<String, Sender>();
    senderFields.forEach((source, fields) -> senders.put(source.toString(), sender(file, fields)));
    var deliveries = new ArrayList<Delivery>();
    for (Object item : items) {
      if (!(item instanceof Map<?, ?> fields)) {
        throw new IllegalArgumentException(file + ": a delivery is a group of fields");
      }
      deliveries.add(delivery(file, fields, deliveries));
    }
    return new SampleDay(Map.copyOf(senders), List.copyOf(deliveries));
  }

  private static Sender sender(Path file, Object fields) {
    if (!(fields instanceof Map<?, ?> map)) {
      throw new IllegalArgumentException(file + ": a sender is a group of headers");
    }
    return new Sender(
        header(map, "secret-header"),
        header(map, "timestamp-header"),
        header(map, "signature-header"));
  }

  private static String header(Map<?, ?> map, String name) {
    return map.get(name) instanceof String header ? header : "";
  }

  private static Delivery delivery(Path file, Map<?, ?> fields, List<Delivery> before) {
    String about = text(file, fields, "about");
    if (Boolean.TRUE.equals(fields.get("again"))) {
      Delivery last = before.getLast();
      return new Delivery(about, last.source(), last.mediaType(), last.body(), last.forged());
    }
    return new Delivery(
        about,
        text(file, fields, "source"),
        text(file, fields, "media-type"),
        text(file, fields, "body").strip(),
        "wrong".equals(fields.get("secret")));
  }

  private static String text(Path file, Map<?, ?> fields, String name) {
    if (fields.get(name) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException(
        "%s: a delivery has no %s: %s".formatted(file, name, fields.get("about")));
  }
}
