/// Zendesk Support.
@NullMarked
package io.tocsin.simulators.zendesk;

import org.jspecify.annotations.NullMarked;
