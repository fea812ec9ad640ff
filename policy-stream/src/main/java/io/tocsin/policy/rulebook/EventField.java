package io.tocsin.policy.rulebook;

import dev.cel.common.types.CelType;
import java.util.function.Function;

/// One field of the event that a condition may use.
///
/// @param name as it is written, for example `event.category`
/// @param type its type in CEL
/// @param meaning what it says, and what it is where the event has no such value
/// @param value reads it; never null
record EventField(String name, CelType type, String meaning, Function<Subject, Object> value) {}
