package io.tocsin.normalizer.vendor;

import com.fasterxml.jackson.core.JsonPointer;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How one configured source is read.
///
/// @param name its name
/// @param timeZone zone of its times that name none; null = such times are not usable
/// @param timeFormats formats of its times beside ISO 8601
/// @param codeScheme code table of codes that name none; null = the vendor's default
/// @param pointers places of facts in its JSON bodies
public record Source(
    String name,
    @Nullable ZoneId timeZone,
    List<TimeFormat> timeFormats,
    @Nullable String codeScheme,
    Map<Pointer, JsonPointer> pointers) {
  public Source {
    timeFormats = List.copyOf(timeFormats);
    pointers = Map.copyOf(pointers);
  }

  /// A source without settings.
  public static Source unconfigured(String name) {
    return new Source(name, null, List.of(), null, Map.of());
  }
}
