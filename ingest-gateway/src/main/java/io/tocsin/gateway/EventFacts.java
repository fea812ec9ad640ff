package io.tocsin.gateway;

import io.tocsin.schemas.IdentityKind;
import org.jspecify.annotations.Nullable;

/// What the raw record names of one event.
///
/// @param sourceEventId the event's id at its source, or a hash that stands for it; null where
/// neither was possible
/// @param identityRecipe how the id is obtained, with the recipe's version
/// @param identityKind what the id rests on
/// @param siteRef the source's own name of the site or account
/// @param code the source's code of what happened, as sent
/// @param sentAt the sender's time, as sent
public record EventFacts(
    @Nullable String sourceEventId,
    String identityRecipe,
    IdentityKind identityKind,
    @Nullable String siteRef,
    @Nullable String code,
    @Nullable String sentAt) {}
