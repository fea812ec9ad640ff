package io.tocsin.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.web.router.Router;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/// The description of the API says what the API is.
class OpenApiTest {
  private static TestConsole console;

  @BeforeAll
  static void start() {
    console = TestConsole.withoutPostgres();
  }

  @AfterAll
  static void stop() {
    console.close();
  }

  private static Map<String, Object> document() {
    HttpResponse<String> answer = console.send("GET", "/openapi.yml", null, null);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/yaml");
    return new Yaml().load(answer.body());
  }

  @Test
  void namesEveryRouteAndNoOther() {
    Set<String> routes =
        console
            .app()
            .context()
            .getBean(Router.class)
            .uriRoutes()
            .filter(route -> !route.getHttpMethodName().equals("HEAD"))
            .map(
                route ->
                    route.getHttpMethodName().toLowerCase(Locale.ROOT)
                        + " "
                        + route.getUriMatchTemplate().toString().replace("{+", "{"))
            .collect(Collectors.toCollection(TreeSet::new));

    var described = new TreeSet<String>();
    paths().forEach((path, item) -> item.keySet().forEach(m -> described.add(m + " " + path)));

    assertThat(described).isEqualTo(routes);
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    Map<String, Object> document = document();
    var references = new TreeSet<String>();
    collect(document, references);

    assertThat(references).isNotEmpty();
    for (String reference : references) {
      Object at = document;
      for (String step : reference.substring("#/".length()).split("/", -1)) {
        at = at instanceof Map<?, ?> map ? map.get(step) : null;
      }
      assertThat(at).as(reference).isNotNull();
    }
  }

  @Test
  void everyClosedRouteSaysWhatHappensWithoutAToken() {
    paths()
        .forEach(
            (path, item) -> {
              if (path.startsWith("/api/")) {
                assertThat(item.toString()).as(path).contains("401", "503");
              } else {
                assertThat(item.toString()).as(path).contains("security=[]");
              }
            });
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Map<String, Object>> paths() {
    return (Map<String, Map<String, Object>>) document().get("paths");
  }

  private static void collect(Object node, Set<String> references) {
    switch (node) {
      case Map<?, ?> map -> {
        if (map.get("$ref") instanceof String reference) {
          references.add(reference);
        }
        map.values().forEach(value -> collect(value, references));
      }
      case List<?> list -> list.forEach(value -> collect(value, references));
      case null, default -> {}
    }
  }
}
