/// Photos, notes, links and files that come with events: into the object store, and as claim checks
/// into the statement.
@NullMarked
package io.tocsin.normalizer.attach;

import org.jspecify.annotations.NullMarked;
