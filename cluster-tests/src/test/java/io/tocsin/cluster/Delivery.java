package io.tocsin.cluster;

import org.jspecify.annotations.Nullable;

/// One raw record to be sent, and what the model needs to know of it.
///
/// @param receipt its name, which it also carries in a header
/// @param key bytes of its key
/// @param value bytes of its value
/// @param event key of its event; null where it can only be dead-lettered
/// @param content what it says of its event, in a form that can be compared
record Delivery(
    String receipt,
    byte @Nullable [] key,
    byte @Nullable [] value,
    @Nullable String event,
    @Nullable String content) {}
