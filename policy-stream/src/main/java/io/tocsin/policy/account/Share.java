package io.tocsin.policy.account;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// How the units of one charge are divided: free ones first, then charged ones up to the cap; what
/// is beyond is free too.
///
/// @param free units given away
/// @param charged units charged
/// @param freeUsed free units that are used up with it
/// @param capUsed units charged under a cap with it
record Share(BigDecimal free, BigDecimal charged, BigDecimal freeUsed, BigDecimal capUsed) {
  /// What one charge asks for.
  ///
  /// @param quantity units
  /// @param free units that its contract gives away in the month; null = none
  /// @param cap units that its contract charges in the month at most; null = no limit
  record Asked(BigDecimal quantity, @Nullable BigDecimal free, @Nullable BigDecimal cap) {}

  /// What earlier charges of the month used.
  ///
  /// @param free free units
  /// @param cap units charged under a cap
  record Used(BigDecimal free, BigDecimal cap) {
    static final Used NOTHING = new Used(BigDecimal.ZERO, BigDecimal.ZERO);
  }

  static Share of(Asked asked, Used before) {
    BigDecimal free =
        asked.free() == null
            ? BigDecimal.ZERO
            : left(asked.free(), before.free()).min(asked.quantity());
    BigDecimal rest = asked.quantity().subtract(free);
    BigDecimal charged = asked.cap() == null ? rest : left(asked.cap(), before.cap()).min(rest);
    return new Share(
        free,
        charged,
        before.free().add(free),
        asked.cap() == null ? before.cap() : before.cap().add(charged));
  }

  private static BigDecimal left(BigDecimal all, BigDecimal used) {
    return all.subtract(used).max(BigDecimal.ZERO);
  }

  /// What the charges up to this one used.
  Used used() {
    return new Used(freeUsed, capUsed);
  }
}
