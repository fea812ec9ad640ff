package io.tocsin.console;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A page of what waits for a person, longest first.
///
/// @param readAt when it was read, UTC
/// @param items the page
/// @param total how many there are on all pages together
/// @param next what to ask for to get the next page; null where this is the last one
record ReviewQueue(Instant readAt, List<ReviewItem> items, long total, @Nullable String next) {}
