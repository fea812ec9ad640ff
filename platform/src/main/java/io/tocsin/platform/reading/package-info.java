/// Reading what senders write, whoever they are: fields of JSON, CSV and mail bodies by their
/// place, times, signal codes of the standards. Knows no vendor.
@NullMarked
package io.tocsin.platform.reading;

import org.jspecify.annotations.NullMarked;
