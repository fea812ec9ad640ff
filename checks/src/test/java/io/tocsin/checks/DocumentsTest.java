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
  void everySettingOfASinkOutsideIsInTheReferenceAndNoOther() throws Exception {
    String sinks = "sink-connectors/src/main/java/io/tocsin/sinks/";
    var read =
        Pattern.compile(
            "\\b(section|sink|auth|rate)\\s*\\.(?:text|texts|required|flag|count|duration)\\(\"([a-z-]+)\"");
    var address = Pattern.compile("\\b(?:address|secret)\\((\\w+), \"([a-z-]+)\"\\)");
    var inCode = new TreeSet<String>();
    for (String file : List.of("outward/OutwardSinks.java", "http/HttpSettings.java")) {
      String code = Files.readString(House.ROOT.resolve(sinks + file));
      for (Pattern pattern : List.of(read, address)) {
        pattern.matcher(code).results().forEach(m -> inCode.add(below(m.group(1)) + m.group(2)));
      }
    }
    var inReference = new TreeSet<String>();
    String page = Files.readString(House.ROOT.resolve("docs/reference/configuration.md"));
    Pattern.compile("(?m)^\\| `([a-z.-]+)` \\|")
        .matcher(page.substring(page.indexOf("## Sinks outside")))
        .results()
        .forEach(m -> inReference.add(m.group(1)));

    inCode.add("auth.allow-plain-http"); // Read for whatever address is read.
    assertThat(inReference).hasSizeGreaterThan(15).isEqualTo(inCode);
  }

  private static String below(String section) {
    return section.equals("auth") || section.equals("rate") ? section + "." : "";
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
