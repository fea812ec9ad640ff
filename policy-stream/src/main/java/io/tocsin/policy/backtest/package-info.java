/// Tries a rulebook on what happened already: decides past events as they were decided and as the
/// candidate would decide them, and compares the invoice lines. Reads Kafka, writes nothing there.
@NullMarked
package io.tocsin.policy.backtest;

import org.jspecify.annotations.NullMarked;
