package io.tocsin.gateway.body;

import io.tocsin.gateway.EventFields;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// A field of a vendor's events, and the setting that says where it is.
///
/// @param name the field's name, see [io.tocsin.gateway.EventFields]
/// @param setting name of the setting: of a JSON pointer, a column, a label
/// @param pointers JSON pointers that hold where the setting is not there; empty where the vendor
/// documents none
public record Field(String name, String setting, List<String> pointers) {
  public Field {
    pointers = List.copyOf(pointers);
  }

  /// A field whose setting has its name.
  public static Field of(String name, String... pointers) {
    return new Field(name, name, List.of(pointers));
  }

  /// A field whose setting has another name.
  public static Field named(String name, String setting) {
    return new Field(name, setting, List.of());
  }

  /// Names of the fields that an event has, once those that are read are completed.
  ///
  /// @param read names of those that are read
  /// @param completion adds to them, or takes away
  public static Set<String> completed(Set<String> read, UnaryOperator<EventFields> completion) {
    var values = read.stream().collect(Collectors.toMap(name -> name, name -> name));
    return completion.apply(new EventFields(values)).values().keySet();
  }

  /// Names of some fields.
  public static Set<String> names(Collection<Field> fields) {
    return fields.stream().map(Field::name).collect(Collectors.toUnmodifiableSet());
  }
}
