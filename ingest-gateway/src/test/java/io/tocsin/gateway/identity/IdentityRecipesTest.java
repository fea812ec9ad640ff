package io.tocsin.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tocsin.schemas.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IdentityRecipesTest {
  private static final String SOURCE_ID =
      """
      vendors:
        acme:
          - name: acme/id/1
            needs: [id]
            id: "things/{id}"
      """;

  @TempDir Path directory;

  @Test
  void theShippedOnesNameAllFiveVendors() {
    IdentityRecipes shipped = IdentityRecipes.shipped();

    assertThat(shipped.byVendor())
        .containsOnlyKeys("aura", "manitou", "sedonaoffice", "silvertrac", "tracktik");
    assertThat(shipped.byVendor().get("manitou"))
        .extracting(Recipe::name)
        .containsExactly(
            "manitou/signal-id/1", "manitou/signal-hash/2", "manitou/signal-received-hash/2");
    assertThat(shipped.byVendor().get("manitou").getLast().roads())
        .containsExactly(Transport.WEBHOOK);
    assertThat(shipped.bySource()).isEmpty();
  }

  @Test
  void aSourceMayHaveItsOwn() {
    IdentityRecipes recipes =
        parse(
            SOURCE_ID
                + """
                sources:
                  acme-east:
                    - name: acme/place-hash/1
                      needs: [place, time]
                      hash: [place, time, kind]
                      roads: [export, mailbox]
                """);

    assertThat(recipes.of("acme", "acme-west", Set.of("id")))
        .containsExactly(new Recipe.SourceId("acme/id/1", Set.of("id"), Set.of(), "things/{id}"));
    assertThat(recipes.of("acme", "acme-east", Set.of("place", "time", "kind")))
        .containsExactly(
            new Recipe.Hash(
                "acme/place-hash/1",
                Set.of("place", "time"),
                Set.of(Transport.EXPORT, Transport.MAILBOX),
                List.of("place", "time", "kind")));
  }

  @Test
  void whatIsWrongIsSaidWithItsPlace() {
    refused("d is no YAML", "vendors: [");
    refused("d is no YAML", "vendors: {}\nvendors: {}\n");
    refused("d is no YAML", "");
    refused("d is no YAML", "- 1");
    refused("d.vendrs ", "vendrs: {}");
    refused("d.vendors.a is one value where a list", "vendors: {a: x}");
    refused("d.vendors.a[0].name is not set", entry("id: \"{id}\", needs: [id]"));
    refused("d.vendors.a[0].name is no name", entry("name: a/b, id: \"{id}\", needs: [id]"));
    refused("d.vendors.a[0].name is no name", entry("name: a/b/0, id: \"{id}\", needs: [id]"));
    refused("d.vendors.a[0].id and hash", entry("name: a/b/1, needs: [id]"));
    refused(
        "d.vendors.a[0].id and hash",
        entry("name: a/b/1, needs: [id], id: \"{id}\", hash: [id, time]"));
    refused("d.vendors.a[0].needs is not set", entry("name: a/b/1, id: \"{id}\""));
    refused("d.vendors.a[0].needs lacks", entry("name: a/b/1, needs: [x], id: \"{x}/{id}\""));
    refused("d.vendors.a[0].id is no template", entry("name: a/b/1, needs: [x], id: \"{x\""));
    refused("d.vendors.a[0].id is no template", entry("name: a/b/1, needs: [x], id: \"a b\""));
    refused("d.vendors.a[0].id has no field", entry("name: a/b/1, needs: [x], id: \"all\""));
    refused(
        "d.vendors.a[0].needs names a field", entry("name: a/b/1, needs: [x], hash: [y, time]"));
    refused(
        "d.vendors.a[0].hash names a field twice",
        entry("name: a/b/1, needs: [x], hash: [x, x, time]"));
    refused(
        "d.vendors.a[0].hash has neither time nor arrival",
        entry("name: a/b/1, needs: [x], hash: [x]"));
    refused(
        "d.vendors.a[0].roads is none of",
        entry("name: a/b/1, needs: [x], id: \"{x}\", roads: [pigeon]"));
    refused(
        "d.vendors.a[0].road is no setting",
        entry("name: a/b/1, needs: [x], id: \"{x}\", road: webhook"));
    refused(
        "d.vendors.a[1].name is the name of another",
        "vendors: {a: [{name: a/b/1, needs: [x], id: \"{x}\"}, {name: a/b/1, needs: [y], id:"
            + " \"{y}\"}]}");
  }

  @Test
  void aVendorWithoutRecipesAndAFieldThatNoEventHasAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse(SOURCE_ID).of("other", "gate", Set.of("id")))
        .withMessageContainingAll("other", "gate");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse(SOURCE_ID).of("acme", "gate", Set.of("ident")))
        .withMessageContainingAll("acme/id/1", " id", "ident");
  }

  @Test
  void aFileTakesTheirPlaceButNotUnderTheirVersions() throws IOException {
    Path file = directory.resolve("recipes.yml");
    Files.writeString(file, SOURCE_ID);
    assertThat(IdentityRecipes.of("the.setting", file).byVendor()).containsOnlyKeys("acme");

    Files.writeString(
        file,
        """
        vendors:
          silvertrac:
            - {name: silvertrac/issue-id/1, needs: [id], id: "{id}"}
        """);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IdentityRecipes.of("the.setting", file))
        .withMessageContainingAll("silvertrac/issue-id/1", "another one in this release");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> IdentityRecipes.of("the.setting", directory.resolve("none.yml")))
        .withMessageContainingAll("the.setting", "none.yml", "cannot be read");
  }

  private static String entry(String entry) {
    return "vendors: {a: [{" + entry + "}]}";
  }

  private static void refused(String sentence, String yaml) {
    assertThatIllegalArgumentException()
        .as(yaml)
        .isThrownBy(() -> parse(yaml))
        .withMessageStartingWith(sentence);
  }

  private static IdentityRecipes parse(String yaml) {
    return IdentityRecipes.parse("d", yaml);
  }
}
