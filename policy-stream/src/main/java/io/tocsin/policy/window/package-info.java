/// Test windows as people write them: what they say is checked here, and what a command makes of
/// the windows that stand. Pure: no network, no files; the time is handed in.
@NullMarked
package io.tocsin.policy.window;

import org.jspecify.annotations.NullMarked;
