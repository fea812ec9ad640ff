package io.tocsin.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/// `docker-compose.yml` and the apps agree: an environment variable that nobody reads is a setting
/// that silently does nothing.
final class ComposeTest {
  private static final Set<String> APPS =
      Set.of("ingest-gateway", "normalizer-stream", "policy-stream", "sink-connectors", "console");

  /// Read by the launcher of every app itself (`io.tocsin.platform.App`) and by the log set-up.
  private static final Set<String> READ_BY_EVERY_APP =
      Set.of("TOCSIN_CONFIG_FILE", "TOCSIN_LOG_LEVEL", "TOCSIN_LIBRARY_LOG_LEVEL");

  @Test
  void everySettingThatComposePassesIsReadByItsApp() throws Exception {
    var notRead = new TreeSet<String>();
    for (Map.Entry<String, Map<String, Object>> service : services().entrySet()) {
      String app = app(service.getValue());
      if (app == null) {
        continue;
      }
      Set<String> read = settingsReadBy(app);
      environment(service.getValue()).keySet().stream()
          .filter(name -> !read.contains(name))
          .forEach(name -> notRead.add(service.getKey() + ": " + name));
    }
    assertThat(notRead).isEmpty();
  }

  @Test
  void everyAppIsInCompose() throws Exception {
    var apps = new HashSet<String>();
    services().values().forEach(service -> apps.add(app(service)));
    assertThat(apps).containsAll(APPS);
  }

  @Test
  void everySecretOfComposeIsInTheExampleFile() throws Exception {
    String example = Files.readString(House.ROOT.resolve(".env.example"));
    var wanted = new TreeSet<String>();
    var matcher =
        Pattern.compile("\\$\\{([A-Z_]+):\\?|environment: ([A-Z_]+)\\n")
            .matcher(Files.readString(House.ROOT.resolve("docker-compose.yml")));
    while (matcher.find()) {
      wanted.add(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
    }
    assertThat(wanted).isNotEmpty().allSatisfy(name -> assertThat(example).contains(name + "=\n"));
  }

  /// An app does not start without the file that it is told of; one that may be missing is not told
  /// of unless the operator says so.
  @Test
  void everyFileThatComposeNamesIsMounted() throws Exception {
    Pattern optional = Pattern.compile("\\$\\{TOCSIN_[A-Z]+_CONFIG_FILE:-}");
    var told = new TreeSet<String>();
    for (Map.Entry<String, Map<String, Object>> service : services().entrySet()) {
      if (app(service.getValue()) == null
          || !environment(service.getValue()).containsKey("TOCSIN_CONFIG_FILE")) {
        continue;
      }
      told.add(service.getKey());
      String file = environment(service.getValue()).get("TOCSIN_CONFIG_FILE").toString();
      assertThat(service.getValue().get("volumes").toString())
          .as(service.getKey())
          .contains("./demo/config:/etc/tocsin:ro");
      if (!optional.matcher(file).matches()) {
        assertThat(House.ROOT.resolve(file.replace("/etc/tocsin/", "demo/config/"))).exists();
      }
    }
    assertThat(told).contains("ingest-gateway", "normalizer-stream", "sink-connectors");
  }

  private static String app(Map<String, Object> service) {
    String image = service.get("image").toString();
    return image.startsWith("tocsin/") ? image.substring("tocsin/".length()) : null;
  }

  private static Set<String> settingsReadBy(String app) throws Exception {
    var names = new HashSet<>(READ_BY_EVERY_APP);
    for (String file :
        new String[] {app + "/src/main/resources/" + app + ".yml", "demo/config/sources.yml"}) {
      var matcher =
          Pattern.compile("\\$\\{([A-Z][A-Z0-9_]+)")
              .matcher(Files.readString(House.ROOT.resolve(file)));
      while (matcher.find()) {
        names.add(matcher.group(1));
      }
    }
    // sources.yml is an operator's file, given to the apps that are told of it by
    // TOCSIN_CONFIG_FILE; it takes the
    // secrets' folder as a property, which the environment variable of the same name sets.
    names.add("TOCSIN_SECRETS_DIRECTORY");
    return names;
  }

  @SuppressWarnings("unchecked") // The file's own shape.
  private static Map<String, Map<String, Object>> services() throws Exception {
    try (var in = Files.newBufferedReader(House.ROOT.resolve("docker-compose.yml"))) {
      Map<String, Object> compose = new Yaml().load(in);
      return (Map<String, Map<String, Object>>) compose.get("services");
    }
  }

  @SuppressWarnings("unchecked") // The file's own shape.
  private static Map<String, Object> environment(Map<String, Object> service) {
    return (Map<String, Object>) service.get("environment");
  }
}
