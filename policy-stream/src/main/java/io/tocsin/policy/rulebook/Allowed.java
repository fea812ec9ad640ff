package io.tocsin.policy.rulebook;

import java.util.Set;

/// The values that a term of a condition allows one thing to have. All values of one thing are of
/// one kind: text, number ([java.math.BigDecimal]) or true/false.
sealed interface Allowed {
  /// One of these.
  record OneOf(Set<Comparable<?>> values) implements Allowed {
    public OneOf {
      values = Set.copyOf(values);
    }
  }

  /// Anything but these.
  record NoneOf(Set<Comparable<?>> values) implements Allowed {
    public NoneOf {
      values = Set.copyOf(values);
    }
  }

  /// From here up.
  ///
  /// @param inclusive whether the bound itself is allowed
  record From(Comparable<?> bound, boolean inclusive) implements Allowed {}

  /// Up to here.
  ///
  /// @param inclusive whether the bound itself is allowed
  record To(Comparable<?> bound, boolean inclusive) implements Allowed {}

  /// Whether a value is allowed.
  default boolean holds(Comparable<?> value) {
    return switch (this) {
      case OneOf(Set<Comparable<?>> values) -> values.contains(value);
      case NoneOf(Set<Comparable<?>> values) -> !values.contains(value);
      case From(Comparable<?> bound, boolean inclusive) ->
          compare(value, bound) >= (inclusive ? 0 : 1);
      case To(Comparable<?> bound, boolean inclusive) ->
          compare(value, bound) <= (inclusive ? 0 : -1);
    };
  }

  /// Whether no value is allowed by both; false where that is not certain.
  default boolean excludes(Allowed other) {
    if (this instanceof OneOf(Set<Comparable<?>> values)) {
      return values.stream().noneMatch(other::holds);
    }
    if (other instanceof OneOf) {
      return other.excludes(this);
    }
    if (this instanceof From(Comparable<?> least, boolean from)
        && other instanceof To(Comparable<?> most, boolean to)) {
      int order = compare(least, most);
      return order > 0 || (order == 0 && !(from && to));
    }
    return this instanceof To && other instanceof From && other.excludes(this);
  }

  /// Whether every value that the other allows is allowed; false where that is not certain.
  default boolean covers(Allowed other) {
    return switch (other) {
      case OneOf(Set<Comparable<?>> values) -> values.stream().allMatch(this::holds);
      case NoneOf(Set<Comparable<?>> values) ->
          this instanceof NoneOf(Set<Comparable<?>> own) && values.containsAll(own);
      case From from ->
          switch (this) {
            case From own ->
                within(compare(from.bound(), own.bound()), own.inclusive(), from.inclusive());
            case NoneOf(Set<Comparable<?>> own) -> own.stream().noneMatch(from::holds);
            case OneOf _, To _ -> false;
          };
      case To to ->
          switch (this) {
            case To own ->
                within(compare(own.bound(), to.bound()), own.inclusive(), to.inclusive());
            case NoneOf(Set<Comparable<?>> own) -> own.stream().noneMatch(to::holds);
            case OneOf _, From _ -> false;
          };
    };
  }

  /// @param order more than 0 where the own bound lies further out
  private static boolean within(int order, boolean own, boolean other) {
    return order > 0 || (order == 0 && (own || !other));
  }

  /// The order of two values of one kind.
  @SuppressWarnings("unchecked") // One kind, by the type check of the condition.
  private static int compare(Comparable<?> one, Comparable<?> other) {
    return Integer.signum(((Comparable<Object>) one).compareTo(other));
  }
}
