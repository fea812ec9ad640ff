package io.tocsin.platform.reading;

import io.tocsin.schemas.Qualifier;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A signal's code with its table and what it says of the condition.
///
/// Contact ID (SIA DC-05-1999.09) writes a qualifier before the event: 1 = new or opening, 3 =
/// restore or closing, 6 = still present; receivers print it as E, R and P, or as O and C before
/// openings and closings (4xx). A restore in class 4 is a closing, not the end of a trouble:
/// nothing here, and no general rule anywhere, concludes a type from the qualifier. The code
/// mapping does, entry by entry.
///
/// SIA DC-03 codes hold that difference in the code itself and have no qualifier.
///
/// @param code code without qualifier and without space around it; Contact ID in capitals
/// @param scheme [#CONTACT_ID], [#SIA], or the source's own word in lower case
/// @param qualifier null where the signal says nothing
public record SignalCode(
    @Nullable String code, @Nullable String scheme, @Nullable Qualifier qualifier) {
  public static final String CONTACT_ID = "contact-id";
  public static final String SIA = "sia";

  private static final Pattern QUALIFIED =
      Pattern.compile("(?:([136ERP])\\s?([0-9A-F]{3})|([OC])\\s?(4[0-9A-F]{2}))");

  /// The code of one signal.
  ///
  /// @param code code as received
  /// @param eventType name of the code table as received, for example `SIA`, `CID`, `ContactID`
  /// @param qualifier qualifier as received beside the code; wins over one inside it
  public static SignalCode of(
      @Nullable String code, @Nullable String eventType, @Nullable String qualifier) {
    String scheme = scheme(eventType);
    String word = code == null || code.isBlank() ? null : code.strip();
    if (SIA.equals(scheme)) {
      return new SignalCode(word, scheme, null);
    }
    Qualifier beside = qualifier(qualifier);
    if (!CONTACT_ID.equals(scheme) || word == null) {
      return new SignalCode(word, scheme, beside);
    }
    String event = word.toUpperCase(Locale.ROOT); // Its digits are hexadecimal.
    Matcher qualified = QUALIFIED.matcher(event);
    if (!qualified.matches()) {
      return new SignalCode(event, scheme, beside);
    }
    boolean general = qualified.group(1) != null;
    return new SignalCode(
        qualified.group(general ? 2 : 4),
        scheme,
        beside == null ? qualifier(qualified.group(general ? 1 : 3)) : beside);
  }

  private static @Nullable String scheme(@Nullable String eventType) {
    if (eventType == null || eventType.isBlank()) {
      return null;
    }
    String word = eventType.strip().toLowerCase(Locale.ROOT);
    return switch (word) {
      case "sia-dcs", SIA -> SIA; // SIA-DCS and ADM-CID are the names in DC-09 frames.
      case "adm-cid", "cid", "contactid", "contact id", "contact_id", CONTACT_ID -> CONTACT_ID;
      default -> word;
    };
  }

  private static @Nullable Qualifier qualifier(@Nullable String word) {
    if (word == null) {
      return null;
    }
    return switch (word.strip().toUpperCase(Locale.ROOT)) {
      case "1", "E", "O", "NEW" -> Qualifier.NEW;
      case "3", "R", "C", "RESTORE" -> Qualifier.RESTORE;
      case "6", "P", "OLD", "STATUS" -> Qualifier.STATUS;
      default -> null;
    };
  }
}
