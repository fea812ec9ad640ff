package io.tocsin.simulators;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The README's tables are what the code says.
final class ReadmeTest {
  @Test
  void theTablesAreTheCode() throws Exception {
    List<String> lines = Files.readAllLines(Path.of("README.md"));

    assertThat(table(lines, "| simulator | stands in for | counted as an effect |"))
        .isEqualTo(simulators());
    assertThat(table(lines, "| simulator | what it does | rests on |")).isEqualTo(behaviours());
    assertThat(table(lines, "| fault | what goes wrong |")).isEqualTo(faults());
  }

  private static List<String> table(List<String> lines, String head) {
    assertThat(lines).contains(head);
    return lines.stream()
        .skip(lines.indexOf(head) + 2L)
        .takeWhile(line -> line.startsWith("|"))
        .toList();
  }

  private static List<String> simulators() {
    return Catalogue.all().stream()
        .map(
            profile ->
                "| `%s` | %s | %s |".formatted(profile.name(), profile.about(), profile.effect()))
        .toList();
  }

  private static List<String> behaviours() {
    var rows = new ArrayList<String>();
    for (Profile profile : Catalogue.all()) {
      for (Behaviour behaviour : profile.behaviours()) {
        rows.add(
            "| `%s` | %s | %s |".formatted(profile.name(), behaviour.what(), behaviour.ground()));
      }
    }
    return rows;
  }

  private static List<String> faults() {
    var rows = new ArrayList<String>();
    for (Fault fault : Fault.values()) {
      if (fault != Fault.NONE) {
        List<String> only =
            Catalogue.all().stream()
                .filter(profile -> profile.has(fault) && !fault.common())
                .map(Profile::name)
                .toList();
        rows.add(
            "| `%s` | %s%s |"
                .formatted(
                    fault.word(),
                    fault.meaning(),
                    only.isEmpty() ? "" : " (only `" + String.join("`, `", only) + "`)"));
      }
    }
    return rows;
  }

  @Test
  void everyBehaviourThatIsNotOursNamesItsSource() {
    for (Profile profile : Catalogue.all()) {
      assertThat(profile.behaviours())
          .as(profile.name())
          .isNotEmpty()
          .allSatisfy(
              behaviour ->
                  assertThat(behaviour.source().isEmpty())
                      .as(behaviour.what())
                      .isEqualTo(behaviour.certainty() == Certainty.INFERRED));
    }
  }
}
