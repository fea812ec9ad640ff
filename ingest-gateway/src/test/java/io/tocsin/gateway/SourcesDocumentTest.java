package io.tocsin.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.gateway.identity.IdentityRecipes;
import io.tocsin.gateway.identity.Recipe;
import io.tocsin.platform.App;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The page about sources says what starts.
final class SourcesDocumentTest {
  private static final Path PAGE = Path.of("../docs/operate/sources.md");

  @Test
  void itsExamplesStart(@TempDir Path directory) throws Exception {
    var files = new ArrayList<Path>();
    for (MatchResult example :
        Pattern.compile("(?s)```yaml\n(.*?)```")
            .matcher(Files.readString(PAGE))
            .results()
            .toList()) {
      Path file = directory.resolve("example-%d.yml".formatted(files.size()));
      files.add(Files.writeString(file, example.group(1)));
    }

    try (var app =
        App.start(
            "ingest-gateway",
            files,
            Map.of(
                "micronaut.server.port", -1,
                "tocsin.kafka.bootstrap-servers", "127.0.0.1:1",
                "tocsin.registry.url", "http://127.0.0.1:1"))) {
      assertThat(app.context().getBean(Sources.class).names())
          .containsExactly("guards", "issues", "responders", "signal-mails", "signals", "tickets");
    }
  }

  @Test
  void itNamesEveryRecipe() throws Exception {
    List<String> named =
        Pattern.compile("\\| `([a-z-]+/[a-z-]+/\\d+)` \\|")
            .matcher(Files.readString(PAGE))
            .results()
            .map(recipe -> recipe.group(1))
            .toList();

    assertThat(named)
        .containsExactlyInAnyOrderElementsOf(
            IdentityRecipes.shipped().byVendor().values().stream()
                .flatMap(List::stream)
                .map(Recipe::name)
                .toList());
  }
}
