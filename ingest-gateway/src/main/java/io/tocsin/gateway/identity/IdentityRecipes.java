package io.tocsin.gateway.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tocsin.gateway.EventFields;
import io.tocsin.platform.Section;
import io.tocsin.schemas.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/// The identity recipes in force: for each vendor, and for single sources where they have their
/// own, an ordered list. `identity-recipes.yml`, which ships with us, says what they are; a file of
/// the same form may take its place.
///
/// @param byVendor recipes by vendor's name
/// @param bySource recipes of single sources, by the source's name
public record IdentityRecipes(
    Map<String, List<Recipe>> byVendor, Map<String, List<Recipe>> bySource) {
  /// Name of the resource.
  static final String RESOURCE = "identity-recipes.yml";

  private static final Pattern NAME = Pattern.compile("[a-z0-9-]+/[a-z0-9-]+/[1-9][0-9]*");
  private static final Pattern TEMPLATE = Pattern.compile("(\\{[a-z-]+}|[A-Za-z0-9._/-])+");

  public IdentityRecipes {
    byVendor = Map.copyOf(byVendor);
    bySource = Map.copyOf(bySource);
  }

  /// The recipes that ship with us.
  public static IdentityRecipes shipped() {
    try (InputStream in = IdentityRecipes.class.getClassLoader().getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + RESOURCE + " is missing");
      }
      return parse(RESOURCE, new String(in.readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("the resource %s cannot be read".formatted(RESOURCE), e);
    }
  }

  /// The recipes of a file. One that has the name of a recipe of ours must be that recipe: else two
  /// ways of naming would share one version.
  ///
  /// @param setting name of the setting that names the file, for sentences
  /// @throws IllegalArgumentException where it cannot be read or is wrong, saying where
  public static IdentityRecipes of(String setting, Path file) {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      var refused =
          new IllegalArgumentException(
              "%s names the file %s, which cannot be read".formatted(setting, file));
      refused.addSuppressed(e); // Not as its cause: the innermost sentence is the one shown.
      throw refused;
    }
    IdentityRecipes read = parse(file.toString(), text);
    Map<String, Recipe> ours =
        shipped().all().collect(Collectors.toMap(Recipe::name, Function.identity()));
    read.all()
        .filter(recipe -> !ours.getOrDefault(recipe.name(), recipe).equals(recipe))
        .findFirst()
        .ifPresent(
            recipe -> {
              throw new IllegalArgumentException(
                  ("%s: the recipe %s is another one in this release; give yours another name or a"
                          + " higher version")
                      .formatted(file, recipe.name()));
            });
    return read;
  }

  private Stream<Recipe> all() {
    return Stream.of(byVendor, bySource)
        .map(Map::values)
        .flatMap(Collection::stream)
        .flatMap(List::stream);
  }

  /// Reads a document.
  ///
  /// @param name its name, for sentences
  static IdentityRecipes parse(String name, String yaml) {
    var options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    Object document;
    try {
      document = new Yaml(new SafeConstructor(options)).load(yaml);
    } catch (YAMLException e) {
      var refused =
          new IllegalArgumentException(
              "%s is no YAML that can be read: %s"
                  .formatted(name, String.valueOf(e.getMessage()).lines().findFirst().orElse("")));
      refused.addSuppressed(e);
      throw refused;
    }
    if (!(document instanceof Map<?, ?> map)) {
      throw new IllegalArgumentException(
          name + " is no YAML with the sections vendors and sources");
    }
    var root = new HashMap<String, Object>();
    map.forEach(
        (key, value) -> {
          if (value != null) {
            root.put(String.valueOf(key), value);
          }
        });
    Section section = Section.of(name, root);
    var names = new HashSet<String>();
    var read =
        new IdentityRecipes(
            lists(section.section("vendors"), names), lists(section.section("sources"), names));
    section.refuseUnknown();
    return read;
  }

  private static Map<String, List<Recipe>> lists(Section section, Set<String> names) {
    var lists = new LinkedHashMap<String, List<Recipe>>();
    for (String key : section.keys()) {
      var recipes = new ArrayList<Recipe>();
      for (Section recipe : section.sections(key)) {
        recipes.add(recipe(recipe, names));
        recipe.refuseUnknown();
      }
      lists.put(key, List.copyOf(recipes));
    }
    return lists;
  }

  private static Recipe recipe(Section section, Set<String> names) {
    String name = section.required("name");
    if (!NAME.matcher(name).matches()) {
      throw section.refuse("name", "is no name with a version, for example manitou/signal-hash/2");
    }
    if (!names.add(name)) {
      throw section.refuse("name", "is the name of another recipe too: " + name);
    }
    Set<String> needs = Set.copyOf(section.texts("needs"));
    Set<Transport> roads = roads(section);
    Optional<String> template = section.text("id");
    List<String> hash = section.texts("hash");
    if (template.isPresent() == !hash.isEmpty()) {
      throw section.refuse("id", "and hash: a recipe has one of them");
    }
    if (needs.isEmpty()) {
      throw section.refuse("needs", "is not set: it names the fields without which there is no id");
    }
    if (template.isPresent()) {
      if (!TEMPLATE.matcher(template.get()).matches()) {
        throw section.refuse(
            "id", "is no template: letters, digits, . _ / - and fields such as {id}");
      }
      if (!needs.containsAll(Recipe.SourceId.fields(template.get()))) {
        throw section.refuse("needs", "lacks a field of the template");
      }
      if (Recipe.SourceId.fields(template.get()).isEmpty()) {
        throw section.refuse("id", "has no field: all events would have one name");
      }
      return new Recipe.SourceId(name, needs, roads, template.get());
    }
    if (Set.copyOf(hash).size() != hash.size()) {
      throw section.refuse("hash", "names a field twice");
    }
    if (!Set.copyOf(hash).containsAll(needs)) {
      throw section.refuse("needs", "names a field that is not in hash");
    }
    if (!hash.contains(EventFields.TIME) && !hash.contains(Recipe.Hash.ARRIVAL)) {
      throw section.refuse(
          "hash", "has neither time nor arrival: what happens again would have its old name");
    }
    return new Recipe.Hash(name, needs, roads, hash);
  }

  private static Set<Transport> roads(Section section) {
    var roads = EnumSet.noneOf(Transport.class);
    for (String road : section.texts("roads")) {
      try {
        roads.add(Transport.valueOf(road.toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        throw section.refuse("roads", "is none of webhook, poll, export and mailbox");
      }
    }
    return roads;
  }

  /// The recipes of one source: its own, else its vendor's.
  ///
  /// @param fields names of the fields that the vendor's events may have
  /// @throws IllegalArgumentException where there are none, or one uses a field that no event has
  public List<Recipe> of(String vendor, String source, Set<String> fields) {
    List<Recipe> recipes = bySource.getOrDefault(source, byVendor.getOrDefault(vendor, List.of()));
    if (recipes.isEmpty()) {
      throw new IllegalArgumentException(
          "the identity recipes have none for the vendor %s, which source %s is of"
              .formatted(vendor, source));
    }
    for (Recipe recipe : recipes) {
      var used = new HashSet<>(recipe.needs());
      if (recipe instanceof Recipe.Hash hash) {
        used.addAll(hash.fields());
        used.removeAll(Set.of(Recipe.Hash.ARRIVAL, Recipe.Hash.BODY));
      }
      used.removeAll(fields);
      if (!used.isEmpty()) {
        throw new IllegalArgumentException(
            "the identity recipe %s uses %s, which no event of %s has; there are: %s"
                .formatted(
                    recipe.name(),
                    String.join(", ", used.stream().sorted().toList()),
                    vendor,
                    String.join(", ", fields.stream().sorted().toList())));
      }
    }
    return recipes;
  }
}
