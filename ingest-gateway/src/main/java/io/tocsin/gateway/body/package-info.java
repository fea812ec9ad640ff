/// The forms in which any vendor's events may come: JSON, CSV files, mails.
@NullMarked
package io.tocsin.gateway.body;

import org.jspecify.annotations.NullMarked;
