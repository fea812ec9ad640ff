package io.tocsin.normalizer.vendor;

import io.tocsin.normalizer.vendor.Mapped.Carried;
import io.tocsin.normalizer.vendor.Mapped.Withheld;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A statement in the making: what the places of a source gave, before the vendor's adapter adds
/// what only it knows.
public final class Draft {
  private final Statement.Builder statement;
  private final Map<String, String> attributes = new TreeMap<>();
  private final List<Named> references = new ArrayList<>();
  private final List<Carried> carried = new ArrayList<>();
  private final List<Withheld> withheld = new ArrayList<>();

  Draft(Statement.Builder statement) {
    this.statement = statement;
  }

  /// The fields that are one value each.
  public Statement.Builder statement() {
    return statement;
  }

  /// Adds an attribute; nothing where there is no value.
  public Draft attribute(String name, @Nullable String value) {
    if (value != null) {
      attributes.put(name, value);
    }
    return this;
  }

  /// Adds an attribute where it has not been set.
  public Draft attributeIfAbsent(String name, @Nullable String value) {
    return attributes.containsKey(name) ? this : attribute(name, value);
  }

  /// Adds a name in another system; nothing where there is none.
  public Draft reference(String system, @Nullable String id) {
    if (id != null) {
      references.add(new Named(system, id));
    }
    return this;
  }

  /// Adds something that came with it.
  public Draft carry(Carried one) {
    carried.add(one);
    return this;
  }

  /// Adds words that must not be shown.
  public Draft withhold(String why, List<String> words) {
    words.forEach(one -> withheld.add(new Withheld(why, one)));
    return this;
  }

  /// The finished statement.
  public Mapped.Said said() {
    return new Mapped.Said(
        statement.setAttributes(attributes).setReferences(references).build(), carried, withheld);
  }
}
