package io.tocsin.standalone;

import java.nio.file.Path;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/// Sends the log of all parts to one file, so that the terminal shows what the person there needs
/// and nothing else.
final class LogFile {
  static final String NAME = "tocsin.log";

  /// The log of commands that run beside a running installation, which has the other one open.
  static final String COMMANDS = "commands.log";

  private static boolean used;

  private LogFile() {}

  /// Must be called before the first logger is asked for.
  static void use(Path directory, String name) {
    System.setProperty("tocsin.log.file", directory.resolve(name).toString());
    System.setProperty("logback.configurationFile", "logback-standalone.xml");
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    used = true;
  }

  /// Writes down why a command failed, for whoever needs more than the sentence on the terminal. A
  /// command that never used the file has nowhere to write, and said all it knows.
  static void failure(Exception failure) {
    if (used) {
      LoggerFactory.getLogger(Tocsin.class).error("command failed", failure);
    }
  }
}
