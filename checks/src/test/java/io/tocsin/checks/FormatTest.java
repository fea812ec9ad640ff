package io.tocsin.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/// Every Java file is formatted by google-java-format. The build only checks; `mvn -pl checks -am
/// verify -Dformat=fix -Dtest=FormatTest -Dsurefire.failIfNoSpecifiedTests=false` rewrites the
/// files.
final class FormatTest {
  @Test
  void everyFileIsFormatted() throws Exception {
    boolean fix = "fix".equals(System.getProperty("format"));
    var formatter = new Formatter();
    var badlyFormatted = new ArrayList<String>();
    for (Path file : House.files(f -> f.toString().endsWith(".java"))) {
      String text = Files.readString(file);
      String formatted =
          formatter.formatSource(
              RemoveUnusedImports.removeUnusedImports(
                  ImportOrderer.reorderImports(text, Style.GOOGLE)));
      if (!formatted.equals(text)) {
        if (fix) {
          Files.writeString(file, formatted);
        } else {
          badlyFormatted.add(House.relative(file));
        }
      }
    }
    assertThat(badlyFormatted)
        .as("files that the formatter would change; how to let it: see FormatTest")
        .isEmpty();
  }
}
