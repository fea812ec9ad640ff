/// Stand-ins for the outside systems that sinks write to. Each one answers as its vendor's own
/// pages, or public code that talks to it, say; has seeded faults; and counts what really happened.
/// Used by tests and by `./tocsin simulate`, never in production.
@NullMarked
package io.tocsin.simulators;

import org.jspecify.annotations.NullMarked;
