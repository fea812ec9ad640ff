package io.tocsin.gateway.identity;

import io.tocsin.gateway.EventFields;
import io.tocsin.gateway.VendorAdapter;
import io.tocsin.gateway.body.BodyFormat;
import io.tocsin.platform.Section;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Refuses settings under which one event would get two names, or two events one.
public final class IdentityCheck {
  private IdentityCheck() {}

  /// Checks one source.
  ///
  /// @throws IllegalArgumentException naming the setting and what to do about it
  public static void check(
      Section source, List<Recipe> recipes, RoadTimes times, VendorAdapter adapter) {
    times
        .withoutSeconds()
        .filter(_ -> recipes.stream().anyMatch(IdentityCheck::usesTime))
        .ifPresent(
            setting -> {
              throw new IllegalArgumentException(
                  setting
                      + " has a format without seconds, but the identity of this source's events is"
                      + " a hash over their time: two within one minute would become one");
            });
    List<BodyFormat> formats = adapter.formats();
    formats.forEach(format -> nameable(recipes, format));
    for (BodyFormat one : formats) {
      for (BodyFormat other : formats) {
        if (one.pushed().compareTo(other.pushed()) < 0) {
          compare(source, recipes, one, other);
        }
      }
    }
  }

  /// Some recipe must have what it needs.
  private static void nameable(List<Recipe> recipes, BodyFormat format) {
    List<Recipe> onRoad = recipes.stream().filter(r -> r.on(format.pushed())).toList();
    if (onRoad.stream().noneMatch(recipe -> format.fields().containsAll(recipe.needs()))) {
      throw new IllegalArgumentException(
          "%s does not say where enough is for an identity: %s"
              .formatted(
                  format.settings(),
                  onRoad.stream()
                      .map(recipe -> missing(recipe, format))
                      .collect(Collectors.joining("; "))));
    }
  }

  private static String missing(Recipe recipe, BodyFormat format) {
    return recipe.needs().stream()
        .filter(field -> !format.fields().contains(field))
        .sorted()
        .collect(Collectors.joining(" and ", "recipe " + recipe.name() + " lacks ", ""));
  }

  private static boolean usesTime(Recipe recipe) {
    return recipe instanceof Recipe.Hash hash && hash.fields().contains(EventFields.TIME);
  }

  /// The first recipe that either of two formats has the fields for decides for both.
  private static void compare(
      Section source, List<Recipe> recipes, BodyFormat one, BodyFormat other) {
    for (Recipe recipe : recipes) {
      Set<String> ofOne = used(recipe, one);
      Set<String> ofOther = used(recipe, other);
      boolean byOne = ofOne.containsAll(recipe.needs()) && recipe.on(one.pushed());
      boolean byOther = ofOther.containsAll(recipe.needs()) && recipe.on(other.pushed());
      if (byOne || byOther) {
        var differing = new HashSet<>(ofOne);
        differing.addAll(ofOther);
        differing.removeIf(field -> ofOne.contains(field) && ofOther.contains(field));
        if (!differing.isEmpty()) {
          throw new IllegalArgumentException(
              ("%s and %s do not both say where %s is, which the identity recipe %s uses: one event"
                      + " on both roads would become two. Say it in both, or give the source %s a"
                      + " recipe of its own that does without")
                  .formatted(
                      one.settings(),
                      other.settings(),
                      String.join(", ", differing.stream().sorted().toList()),
                      recipe.name(),
                      source.name()));
        }
        return;
      }
    }
  }

  /// The fields that a recipe uses, as far as a format has them.
  private static Set<String> used(Recipe recipe, BodyFormat format) {
    var used = new HashSet<>(recipe.needs());
    if (recipe instanceof Recipe.Hash hash) {
      used.addAll(hash.fields());
      if (used.contains(EventFields.CODE)) {
        used.add(EventFields.SCHEME); // It decides how a code is read.
        used.remove(EventFields.QUALIFIER); // It may stand in the code itself.
      }
    }
    used.retainAll(format.fields());
    return used;
  }
}
