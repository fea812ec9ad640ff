/// Mail to the people whom a rule names by their audiences.
@NullMarked
package io.tocsin.sinks.mail;

import org.jspecify.annotations.NullMarked;
