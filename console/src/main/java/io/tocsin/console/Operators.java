package io.tocsin.console;

import io.micronaut.context.annotation.Context;
import io.tocsin.platform.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who a token belongs to: the operator whose token is a setting, or one of those who have a file
/// in a folder. The folder is looked into with every request that carries another token, so that a
/// new operator is known at once and a removed one at once no more.
///
/// Made when the app starts, so that a missing token ends the start.
@Context
final class Operators {
  /// Name of the operator whose token is a setting.
  static final String FIRST = "operator";

  private static final Logger LOG = LoggerFactory.getLogger(Operators.class);
  private static final Pattern FILE = Pattern.compile("operator-([a-z][a-z0-9.-]{0,62})\\.secret");
  private static final int MOST = 1000;

  private final Secret first;
  private final String directory;

  Operators(ConsoleSettings settings) {
    this.first = Secret.of("TOCSIN_CONSOLE_TOKEN", settings.token());
    this.directory = settings.operatorsDirectory();
  }

  /// The operator's name; empty where the token is nobody's.
  Optional<String> named(String token) {
    byte[] received = token.getBytes(StandardCharsets.UTF_8);
    if (first.matches(received)) {
      return Optional.of(FIRST);
    }
    if (directory.isBlank()) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(Path.of(directory))) {
      String found = null;
      for (Path file : files.limit(MOST).toList()) {
        Matcher name = FILE.matcher(file.getFileName().toString());
        // All are compared, so that the time does not tell whose token was nearly met.
        if (name.matches() && matches(file, received)) {
          found = name.group(1);
        }
      }
      return Optional.ofNullable(found);
    } catch (IOException e) {
      LOG.warn("directory={} operators cannot be read: {}", directory, e.getMessage());
      return Optional.empty();
    }
  }

  private static boolean matches(Path file, byte[] received) {
    try {
      return Secret.of(file.toString(), "file:" + file).matches(received);
    } catch (IllegalArgumentException e) {
      LOG.warn("file={} is no operator's secret: {}", file, e.getMessage());
      return false;
    }
  }
}
