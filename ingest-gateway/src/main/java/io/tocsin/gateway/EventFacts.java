package io.tocsin.gateway;

import org.jspecify.annotations.Nullable;

/// What an adapter read from one event, everything as sent.
///
/// @param sourceEventId the event's id at its source, or a hash that stands for it; null where
/// neither was possible
/// @param identityRecipe how the id is obtained, with the recipe's version
/// @param siteRef the source's own name of the site or account
/// @param code the source's code of what happened
/// @param sentAt the sender's time, not interpreted
public record EventFacts(
    @Nullable String sourceEventId,
    String identityRecipe,
    @Nullable String siteRef,
    @Nullable String code,
    @Nullable String sentAt) {}
