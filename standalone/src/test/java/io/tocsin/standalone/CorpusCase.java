package io.tocsin.standalone;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/// One case of the corpus: a folder `corpus/<vendor>/<name>`. `corpus/README.md` says how it is
/// written.
///
/// @param name `<vendor>/<name>`
/// @param files what is delivered, in its order
/// @param expected what `expected.yml` says; every value a text, a list or a group
record CorpusCase(String name, List<RawFile> files, Map<String, Object> expected) {
  private static final String EXPECTED = "expected.yml";
  private static final String DELIVERIES = "deliveries.yml";

  private static final Map<String, String> MEDIA_TYPES =
      Map.of(
          "json", "application/json",
          "xml", "application/xml",
          "csv", "text/csv",
          "eml", "message/rfc822");

  /// One delivery.
  ///
  /// @param file name of its file
  /// @param source who delivers it
  /// @param mediaType media type of the body
  /// @param body its bytes as they stand in the file
  @SuppressWarnings("ArrayRecordComponent") // Sent, never compared.
  record RawFile(String file, String source, String mediaType, byte[] body) {}

  /// Every case below a folder, by name.
  static List<CorpusCase> all(Path corpus) {
    try (Stream<Path> found = Files.walk(corpus, 3)) {
      return found
          .filter(path -> path.endsWith(EXPECTED))
          .map(Path::getParent)
          .sorted()
          .map(CorpusCase::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the corpus cannot be read", e);
    }
  }

  private static CorpusCase read(Path folder) {
    String vendor = folder.getParent().getFileName().toString();
    var files = new ArrayList<RawFile>();
    for (Map<String, Object> delivery : deliveries(folder)) {
      String file = delivery.get("file").toString();
      String ending = file.substring(file.lastIndexOf('.') + 1);
      files.add(
          new RawFile(
              file,
              delivery.getOrDefault("source", vendor).toString(),
              Objects.requireNonNull(
                      delivery.getOrDefault("media-type", MEDIA_TYPES.get(ending)),
                      () -> folder + ": what is the media type of " + file + "?")
                  .toString(),
              bytes(folder.resolve(file))));
    }
    return new CorpusCase(
        vendor + "/" + folder.getFileName(), files, group(yaml(folder.resolve(EXPECTED))));
  }

  /// What `deliveries.yml` says; without it every other file, in the order of their names.
  private static List<Map<String, Object>> deliveries(Path folder) {
    Path list = folder.resolve(DELIVERIES);
    if (Files.exists(list)) {
      return list(yaml(list)).stream().map(CorpusCase::group).toList();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> !file.equals(EXPECTED))
          .sorted()
          .map(file -> Map.<String, Object>of("file", file))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be read", e);
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> group(Object value) {
    return (Map<String, Object>) value;
  }

  @SuppressWarnings("unchecked")
  static List<Object> list(Object value) {
    return (List<Object>) value;
  }

  /// A YAML file with every value as it stands there: a code `0130` is no number, a day no date.
  private static Object yaml(Path file) {
    try (Reader reader = Files.newBufferedReader(file)) {
      return plain(new Yaml(new SafeConstructor(new LoaderOptions())).compose(reader));
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }

  private static Object plain(Node node) {
    return switch (node) {
      case MappingNode mapping -> {
        var group = new LinkedHashMap<String, Object>();
        mapping
            .getValue()
            .forEach(
                pair -> group.put(plain(pair.getKeyNode()).toString(), plain(pair.getValueNode())));
        yield group;
      }
      case SequenceNode sequence -> sequence.getValue().stream().map(CorpusCase::plain).toList();
      case ScalarNode scalar -> Tag.NULL.equals(scalar.getTag()) ? "" : scalar.getValue();
      default -> throw new IllegalArgumentException("no anchors here: " + node.getStartMark());
    };
  }
}
