package io.tocsin.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The documents say what the code does.
final class DocumentsTest {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(TOCSIN_[A-Z0-9_]+)");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");
  private static final Pattern COMMAND = Pattern.compile("`\\./tocsin ([a-z-]+)");

  @Test
  void everyEnvironmentVariableIsInTheReferenceAndNoOther() throws Exception {
    var inCode = new TreeSet<String>();
    for (Path file :
        House.files(
            f -> f.toString().contains("src/main/resources") && f.toString().endsWith(".yml"))) {
      VARIABLE.matcher(Files.readString(file)).results().forEach(m -> inCode.add(m.group(1)));
    }
    var inReference = new TreeSet<String>();
    Pattern.compile("\\| `(TOCSIN_[A-Z0-9_]+)` \\|")
        .matcher(Files.readString(House.ROOT.resolve("docs/reference/configuration.md")))
        .results()
        .forEach(m -> inReference.add(m.group(1)));

    assertThat(inReference).containsAll(inCode);
    inReference.removeAll(inCode);
    assertThat(inReference)
        .containsExactlyInAnyOrder(
            "TOCSIN_CONFIG_FILE",
            "TOCSIN_LIBRARY_LOG_LEVEL",
            "TOCSIN_LOG_LEVEL",
            "TOCSIN_SECRETS_DIRECTORY");
  }

  @Test
  void everyLinkBetweenDocumentsLeadsSomewhere() throws Exception {
    var broken = new ArrayList<String>();
    for (Path document : House.files(f -> f.toString().endsWith(".md"))) {
      Matcher links = LINK.matcher(Files.readString(document));
      while (links.find()) {
        if (!Files.exists(document.resolveSibling(links.group(1)))) {
          broken.add(House.relative(document) + ": " + links.group(1));
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void everyCommandThatADocumentNamesExists() throws Exception {
    var commands = List.copyOf(io.tocsin.standalone.CommandNames.all());
    for (Path document : House.files(f -> f.toString().endsWith(".md"))) {
      Matcher named = COMMAND.matcher(Files.readString(document));
      while (named.find()) {
        assertThat(commands).as(House.relative(document)).contains(named.group(1));
      }
    }
  }

  @Test
  void everyModuleHasAReadme() throws Exception {
    for (Path pom : House.files(f -> f.endsWith("pom.xml") && !f.getParent().equals(House.ROOT))) {
      assertThat(pom.resolveSibling("README.md")).exists();
    }
  }
}
