package io.tocsin.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a JSON body holds: one object, or several with the exact bytes of each.
///
/// UTF-8 without byte order mark only (RFC 8259 section 8.1). Nesting is bounded at 64 levels and a
/// number at 128 digits. A name that comes twice in one object is let through; the last value
/// counts, as it does for the normalizer.
public sealed interface JsonBody {
  /// Deepest nesting of objects and arrays.
  int MAX_DEPTH = 64;

  /// One object.
  ///
  /// @param element the object
  /// @param meta the envelope's `meta`; null where there was no envelope
  record One(Value element, @Nullable JsonNode meta) implements JsonBody {}

  /// An array.
  ///
  /// @param elements its elements in order; may be empty
  /// @param meta the envelope's `meta`; null where there was no envelope
  record Many(List<Value> elements, @Nullable JsonNode meta) implements JsonBody {}

  /// No JSON that could hold an event.
  ///
  /// @param sentence why, without parts of the body
  record Broken(String sentence) implements JsonBody {}

  /// More elements than are allowed.
  record TooMany() implements JsonBody {}

  /// One value of the body.
  ///
  /// @param bytes exactly its bytes
  /// @param node its contents
  @SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
  record Value(byte[] bytes, JsonNode node) {}

  /// Reads a body: an object or an array at the top.
  static JsonBody read(byte[] body, int maxElements) {
    return new Reader(body, maxElements, false).read();
  }

  /// Reads a body that may also be an envelope `{"meta":{...},"data":...}`, where data is an array
  /// or one object.
  static JsonBody readEnvelope(byte[] body, int maxElements) {
    return new Reader(body, maxElements, true).read();
  }

  /// Reads one body.
  final class Reader {
    private static final JsonMapper MAPPER =
        JsonMapper.builder(
                JsonFactory.builder()
                    .streamReadConstraints(
                        StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(128)
                            .build())
                    // UTF-8 and nothing else: in any other encoding the offsets would not be
                    // those of the bytes.
                    .disable(JsonFactory.Feature.CHARSET_DETECTION)
                    // Names come from outside: they must not fill the JVM's string table.
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .build())
            // Decimals keep every digit, the zeros at their end too.
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final byte[] body;
    private final int maxElements;
    private final boolean envelopes;

    private Reader(byte[] body, int maxElements, boolean envelopes) {
      this.body = body;
      this.maxElements = maxElements;
      this.envelopes = envelopes;
    }

    private JsonBody read() {
      try {
        UTF_8.newDecoder().decode(ByteBuffer.wrap(body)); // Reports what the parser would mend.
      } catch (CharacterCodingException e) {
        return new Broken("The body is not UTF-8. Send JSON in UTF-8.");
      }
      try (JsonParser parser = MAPPER.createParser(body)) {
        JsonBody read =
            switch (parser.nextToken()) {
              case START_OBJECT -> object(parser);
              case START_ARRAY -> array(parser, null);
              case null ->
                  new Broken("The body is empty. Send one JSON object or an array of them.");
              default ->
                  new Broken("The body is a bare JSON value. Send an object or an array of them.");
            };
        if (!(read instanceof TooMany) && parser.nextToken() != null) {
          return new Broken("Something follows the JSON value. Send one value in each request.");
        }
        return read;
      } catch (JsonProcessingException e) {
        return new Broken(
            "The body is no JSON that can be read at byte %d (at most %d levels deep)."
                .formatted(
                    Math.max(0, e.getLocation() == null ? 0 : e.getLocation().getByteOffset()),
                    MAX_DEPTH));
      } catch (IOException e) {
        throw new UncheckedIOException("an array of bytes cannot fail to be read", e);
      }
    }

    private JsonBody object(JsonParser parser) throws IOException {
      JsonNode root = MAPPER.readTree(parser);
      JsonNode data = root.path("data");
      if (envelopes && root.path("meta").isObject() && data.isContainerNode()) {
        return data(root.path("meta"));
      }
      return new One(new Value(body, root), null);
    }

    /// Goes through the envelope once more for the offsets of its `data`.
    private JsonBody data(JsonNode meta) throws IOException {
      JsonBody read = new Broken("The envelope has no data.");
      try (JsonParser parser = MAPPER.createParser(body)) {
        parser.nextToken();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          boolean data = parser.currentName().equals("data");
          JsonToken token = parser.nextToken();
          if (data && token == JsonToken.START_ARRAY) {
            read = array(parser, meta);
            if (read instanceof TooMany) {
              return read;
            }
          } else if (data && token == JsonToken.START_OBJECT) {
            read = new One(value(parser), meta);
          } else {
            parser.skipChildren();
          }
        }
      }
      return read;
    }

    private JsonBody array(JsonParser parser, @Nullable JsonNode meta) throws IOException {
      var elements = new ArrayList<Value>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        if (elements.size() == maxElements) {
          return new TooMany();
        }
        elements.add(value(parser));
      }
      return new Many(elements, meta);
    }

    private Value value(JsonParser parser) throws IOException {
      int start = (int) parser.currentTokenLocation().getByteOffset();
      JsonNode node = MAPPER.readTree(parser);
      int end = (int) parser.currentLocation().getByteOffset();
      return new Value(Arrays.copyOfRange(body, start, end), node);
    }
  }
}
