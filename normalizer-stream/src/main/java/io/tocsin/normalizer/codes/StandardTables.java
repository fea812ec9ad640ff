package io.tocsin.normalizer.codes;

import io.tocsin.platform.reading.SignalCode;
import io.tocsin.schemas.Qualifier;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The standards' code tables that ship with this program, by the scheme of their codes.
public final class StandardTables {
  private static final Map<String, StandardTable> SHIPPED =
      Map.of(
          SignalCode.CONTACT_ID, StandardTable.shipped(SignalCode.CONTACT_ID),
          SignalCode.SIA, StandardTable.shipped(SignalCode.SIA));

  private StandardTables() {}

  /// The table of a scheme; empty where it is no standard's.
  public static Optional<StandardTable> table(@Nullable String scheme) {
    return scheme == null ? Optional.empty() : Optional.ofNullable(SHIPPED.get(scheme));
  }

  /// What the number beside a code names; [AddressKind#NONE] for a code that no standard knows.
  public static AddressKind addressKind(@Nullable String scheme, @Nullable String code) {
    return find(scheme, code).map(StandardCode::address).orElse(AddressKind.NONE);
  }

  /// Whether a signal is about people in danger by its code, even where its type cannot be told.
  public static boolean lifeSafety(
      @Nullable String scheme, @Nullable String code, @Nullable Qualifier qualifier) {
    return find(scheme, code).filter(c -> c.lifeSafety(qualifier)).isPresent();
  }

  private static Optional<StandardCode> find(@Nullable String scheme, @Nullable String code) {
    return code == null ? Optional.empty() : table(scheme).flatMap(table -> table.find(code));
  }
}
