package io.tocsin.normalizer.publish;

import io.tocsin.normalizer.publish.Section.Text;
import io.tocsin.schemas.SiteEntry;
import io.tocsin.schemas.Topics;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads `sites.yml`: the site directory as operators write it, one entry for each site with all of
/// its references.
final class SitesFile {
  static final String NAME = "sites.yml";

  private static final Set<String> KEYS = Set.of("sites");
  private static final Set<String> SITE_KEYS =
      Set.of("id", "client", "name", "time-zone", "references");

  private final Map<String, Integer> siteLines = new HashMap<>();
  private final Map<String, Integer> referenceLines = new HashMap<>();
  private final Map<String, SiteEntry> entries = new LinkedHashMap<>();

  private SitesFile() {}

  /// The directory's entries by their key on the topic.
  static Map<String, SiteEntry> read(Path directory, Problems problems) {
    var file = new SitesFile();
    Section.file(directory.resolve(NAME), problems, KEYS)
        .ifPresent(root -> root.sections("sites", SITE_KEYS).forEach(file::site));
    return file.entries;
  }

  private void site(Section site) {
    Optional<Text> id = site.required("id");
    Optional<Text> client = site.required("client");
    Optional<Text> name = site.required("name");
    Optional<Text> zone = site.required("time-zone");
    Optional<Section> references = site.section("references");
    zone.filter(z -> !ZoneId.getAvailableZoneIds().contains(z.value()))
        .ifPresent(
            z ->
                site.problem(
                    z.line(),
                    "time zone '%s' is no IANA zone such as America/Chicago".formatted(z.value())));
    id.ifPresent(
        text -> {
          if (text.value().contains(":")) {
            site.problem(
                text.line(),
                "site id '%s': a colon marks unknown sites, use another sign"
                    .formatted(text.value()));
          }
          Integer first = siteLines.putIfAbsent(text.value(), text.line());
          if (first != null) {
            site.problem(
                text.line(),
                "site id '%s' is there twice, first on line %d".formatted(text.value(), first));
          }
        });
    references.ifPresent(
        section ->
            section
                .keys()
                .forEach(
                    source ->
                        references(
                            section, source, value(id), value(client), value(name), value(zone))));
  }

  // A value that is missing was noted; an empty one stands in so that the rest is still checked.
  private static String value(Optional<Text> text) {
    return text.map(Text::value).orElse("");
  }

  private void references(
      Section references, String source, String id, String client, String name, String zone) {
    if (!isSourceName(source)) {
      references.problem(
          references.line(source),
          "source '%s': 1 to 63 lower case letters, digits and hyphens".formatted(source));
    }
    for (Text reference : references.texts(source)) {
      String key = source + ":" + reference.value();
      Integer first = referenceLines.putIfAbsent(key, reference.line());
      if (first != null) {
        references.problem(
            reference.line(),
            "reference '%s' of source %s is there twice, first on line %d"
                .formatted(reference.value(), source, first));
      }
      entries.put(key, new SiteEntry(source, reference.value(), id, client, name, zone));
    }
  }

  static boolean isSourceName(String name) {
    return Topics.rawTopics().matcher("raw." + name).matches();
  }
}
