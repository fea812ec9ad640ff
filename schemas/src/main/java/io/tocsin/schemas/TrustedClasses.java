package io.tocsin.schemas;

import org.apache.avro.util.ClassSecurityValidator;

/// The classes that Avro may create because a schema names them. Since 1.12.2 Avro refuses every
/// class that nobody vouched for, the application's own generated ones included, with a
/// `SecurityException` on the first record.
public final class TrustedClasses {
  private static final String OURS = "io.tocsin.";
  private static boolean done;

  private TrustedClasses() {}

  /// Lets Avro create our own classes, beside those that it trusts already. Changes nothing when
  /// called again.
  public static synchronized void trustOurs() {
    if (done) {
      return;
    }
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(
            ClassSecurityValidator.getGlobal(), type -> type.getName().startsWith(OURS)));
    done = true;
  }
}
