package io.tocsin.normalizer.codes;

import io.tocsin.schemas.EventType;
import io.tocsin.schemas.Qualifier;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One code of a standard and what it means.
///
/// @param code upper case; leading zeros are significant
/// @param name the standard's name
/// @param added type of a new condition or an opening; null where the standard gives the code no
/// meaning
/// @param restored type of a restored condition or a closing; null likewise
/// @param repeated type of a condition that was reported before and is still present; null likewise
/// @param lifeSafety whether the condition endangers people
/// @param address what the number beside the code names
public record StandardCode(
    String code,
    String name,
    @Nullable EventType added,
    @Nullable EventType restored,
    @Nullable EventType repeated,
    boolean lifeSafety,
    AddressKind address) {

  /// What a signal with this code and qualifier means. Without a qualifier it means something only
  /// where new and restored are of one type: whether `130` is a break-in or its end cannot be told,
  /// and a guess would be wrong half of the time.
  public Optional<EventType> type(@Nullable Qualifier qualifier) {
    return Optional.ofNullable(
        switch (qualifier) {
          case NEW -> added;
          case RESTORE -> restored;
          case STATUS -> repeated;
          case null -> added == restored ? added : null;
        });
  }

  /// Whether such a signal is about people in danger. Its end is not; and where nothing says
  /// whether it is the end, it is taken for the beginning.
  public boolean lifeSafety(@Nullable Qualifier qualifier) {
    return lifeSafety && qualifier != Qualifier.RESTORE;
  }
}
