package io.tocsin.books.reconcile;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One row of an export, as the intake reads it.
///
/// @param index its place, from 0
/// @param eventKey the key that its event has, or would have; null where it cannot be named
/// @param siteRef the source's own name of the site; null where the row does not say
/// @param code the source's code of what happened, as sent
/// @param at when it happened, UTC; null where the row does not say, or nobody can read it
/// @param toTheSecond whether that is exact to the second, or only to the minute
/// @param problem why it can be no event; null where it can
public record ExportRow(
    int index,
    @Nullable String eventKey,
    @Nullable String siteRef,
    @Nullable String code,
    @Nullable Instant at,
    boolean toTheSecond,
    @Nullable String problem) {}
