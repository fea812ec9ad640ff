package io.tocsin.standalone;

import java.util.Set;

/// The commands of the launcher, for the check of the documents.
public final class CommandNames {
  private CommandNames() {}

  /// Every subcommand's name.
  public static Set<String> all() {
    return Tocsin.commandLine().getSubcommands().keySet();
  }
}
