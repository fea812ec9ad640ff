package io.tocsin.policy.site;

import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.Qualifier;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a signal does to the test of its panel.
///
/// SIA DC-03: TS (test start), TE (test end). Contact ID (SIA DC-05): 607, walk test mode, as a new
/// event and its restore.
enum TestSignal {
  /// A test begins.
  OPENS,
  /// The test is over.
  CLOSES,
  /// Nothing.
  NONE;

  static TestSignal of(CanonicalEvent event) {
    if (event.getCodeScheme() == null || event.getCode() == null) {
      return NONE;
    }
    String code = event.getCode().toUpperCase(Locale.ROOT);
    return switch (event.getCodeScheme()) {
      case "sia" ->
          switch (code) {
            case "TS" -> OPENS;
            case "TE" -> CLOSES;
            default -> NONE;
          };
      case "contact-id" -> code.equals("607") ? of(event.getQualifier()) : NONE;
      default -> NONE;
    };
  }

  private static TestSignal of(@Nullable Qualifier qualifier) {
    return switch (qualifier) {
      case NEW -> OPENS;
      case RESTORE -> CLOSES;
      case STATUS -> NONE;
      case null -> NONE;
    };
  }
}
