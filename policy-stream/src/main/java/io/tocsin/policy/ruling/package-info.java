/// What operators rule of single events: what a command makes of the ruling that stands. Pure: no
/// network, no files; the time is handed in.
@NullMarked
package io.tocsin.policy.ruling;

import org.jspecify.annotations.NullMarked;
