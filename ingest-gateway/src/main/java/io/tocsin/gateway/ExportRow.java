package io.tocsin.gateway;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// What one row of an export says, as the intake would name it. Nothing is published.
///
/// @param index its place in the export, from 0; the same that its receipt would have
/// @param eventKey the key that its event would have; null where it cannot be named
/// @param siteRef the source's own name of the site, as it would be in the raw record
/// @param code the source's code of what happened, as sent
/// @param sentAt its time, as sent
/// @param at the same as an instant, ISO 8601, UTC, to the second; null where it cannot be read
/// @param toTheSecond whether the time says a second, or only a minute
/// @param problem why it can be no event; null where it can
@JsonInclude(JsonInclude.Include.NON_NULL)
record ExportRow(
    int index,
    @Nullable String eventKey,
    @Nullable String siteRef,
    @Nullable String code,
    @Nullable String sentAt,
    @Nullable String at,
    boolean toTheSecond,
    @Nullable String problem) {
  static ExportRow unusable(int index, String problem) {
    return new ExportRow(index, null, null, null, null, null, false, problem);
  }
}
