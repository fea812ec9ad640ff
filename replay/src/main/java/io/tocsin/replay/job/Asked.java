package io.tocsin.replay.job;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A replay as an operator asks for it.
///
/// @param source name of the source
/// @param from where it begins, see [Bound]; at least one
/// @param to where it ends, not included; empty = at what the normalizer has taken by now
/// @param site only records with this site reference
/// @param code only records with this raw code
/// @param reason only records that are dead letters for this reason
/// @param why why it is done, in the operator's words
/// @param rate records a second; null = as configured
public record Asked(
    String source,
    List<String> from,
    List<String> to,
    @Nullable String site,
    @Nullable String code,
    @Nullable String reason,
    String why,
    @Nullable Integer rate) {
  private static final int LONGEST_WHY = 1000;

  public Asked {
    from = List.copyOf(from);
    to = List.copyOf(to);
    if (from.isEmpty()) {
      throw ReplayException.wrong(
          "Say where the replay begins (from): an offset, 0 for the whole topic, or a time.");
    }
    if (why.isBlank() || why.length() > LONGEST_WHY) {
      throw ReplayException.wrong(
          "Say why (why), in 1 to %d characters: it is kept for ever.".formatted(LONGEST_WHY));
    }
    for (String text : new String[] {source, site, code, reason, why}) {
      if (text != null && text.indexOf('\0') >= 0) {
        throw ReplayException.wrong("A NUL character is no text.");
      }
    }
  }
}
