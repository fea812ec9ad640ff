package io.tocsin.normalizer;

import com.fasterxml.jackson.core.JsonPointer;
import io.micronaut.context.annotation.EachProperty;
import io.micronaut.context.annotation.Parameter;
import io.micronaut.core.convert.format.MapFormat;
import io.micronaut.core.naming.conventions.StringConvention;
import io.tocsin.normalizer.vendor.Pointer;
import io.tocsin.normalizer.vendor.Source;
import io.tocsin.normalizer.vendor.TimeFormat;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How one source is read: `tocsin.normalizer.sources.<name>.*`. An empty value counts as none.
///
/// @param name the source's name
/// @param timeZone IANA zone of its times that name none
/// @param timeFormats formats of its times beside ISO 8601
/// @param codeScheme code table of codes that name none
/// @param pointers JSON pointers, by the names in [Pointer]
@EachProperty("tocsin.normalizer.sources")
public record SourceSettings(
    @Parameter String name,
    @Nullable String timeZone,
    @Nullable List<String> timeFormats,
    @Nullable String codeScheme,
    @Nullable
        @MapFormat(
            transformation = MapFormat.MapTransformation.FLAT,
            keyFormat = StringConvention.RAW)
        Map<String, String> pointers) {

  /// The settings, read.
  ///
  /// @throws IllegalArgumentException naming the setting that is wrong
  public Source source() {
    String zone = blankToNull(timeZone);
    var places = new EnumMap<Pointer, JsonPointer>(Pointer.class);
    if (pointers != null) {
      pointers.forEach(
          (setting, place) -> {
            Pointer pointer = checked("pointers", () -> Pointer.of(setting));
            if (!place.isBlank()) {
              places.put(
                  pointer,
                  checked("pointers." + setting, () -> JsonPointer.compile(place.strip())));
            }
          });
    }
    return new Source(
        name,
        zone == null ? null : checked("time-zone", () -> ZoneId.of(zone)),
        timeFormats == null
            ? List.of()
            : timeFormats.stream()
                .filter(format -> !format.isBlank())
                .map(format -> checked("time-formats", () -> TimeFormat.of(format)))
                .toList(),
        blankToNull(codeScheme),
        places);
  }

  private static @Nullable String blankToNull(@Nullable String setting) {
    return setting == null || setting.isBlank() ? null : setting.strip();
  }

  private <T> T checked(String setting, java.util.function.Supplier<T> value) {
    try {
      return value.get();
    } catch (DateTimeException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "tocsin.normalizer.sources.%s.%s: %s".formatted(name, setting, e.getMessage()), e);
    }
  }
}
