/// Bold Manitou: signals as Bold XML packets, JSON, rows of the activity log and mails, with
/// Contact ID or SIA codes.
@NullMarked
package io.tocsin.normalizer.manitou;

import org.jspecify.annotations.NullMarked;
