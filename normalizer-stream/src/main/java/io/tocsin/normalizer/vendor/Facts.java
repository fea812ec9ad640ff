package io.tocsin.normalizer.vendor;

import io.tocsin.normalizer.vendor.Mapped.Withheld;
import io.tocsin.platform.reading.CsvFile;
import io.tocsin.platform.reading.FieldedBody;
import io.tocsin.platform.reading.JsonFields;
import io.tocsin.platform.reading.Mail;
import io.tocsin.platform.reading.SignalCode;
import io.tocsin.platform.reading.Words;
import io.tocsin.schemas.RawEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The facts of one body, found at the places that its source's settings name or its vendor
/// documents.
public final class Facts {
  // Longer than a field may be in the end, so that what is taken out is not cut in two before.
  private static final int MAX_LENGTH = 2_000;

  private static final Pattern NOT_IN_LINES = Pattern.compile("[\\p{Cc}\\u2028\\u2029]+");
  private static final Pattern WHOLE_NUMBER = Pattern.compile("-?\\d{1,18}");

  private final RawEvent raw;
  private final FieldedBody body;
  private final Layout layout;
  private final Source source;
  private final Profile profile;

  private Facts(RawEvent raw, FieldedBody body, Layout layout, Source source, Profile profile) {
    this.raw = raw;
    this.body = body;
    this.layout = layout;
    this.source = source;
    this.profile = profile;
  }

  /// Reads a body that is JSON, a CSV row or a mail, and hands its facts on.
  ///
  /// @param then makes the vendor's statement out of them
  public static Mapped read(
      RawEvent raw, byte[] bytes, Source source, Profile profile, Function<Facts, Mapped> then) {
    return switch (Format.of(raw.getMediaType()).orElse(null)) {
      case JSON ->
          read(
              JsonFields.read(bytes),
              "the body is no JSON object",
              json -> then.apply(of(raw, json, Format.JSON, source, profile)));
      case CSV ->
          read(
              CsvFile.row(bytes, source.csv()),
              "the body is no CSV row with its header",
              row -> {
                Facts facts = of(raw, row, Format.CSV, source, profile);
                String missing = facts.missingColumn(row);
                return missing == null
                    ? then.apply(facts)
                    : new Mapped.Unreadable(
                        "the row has no column '%s', which the settings name".formatted(missing));
              });
      case MAIL ->
          read(
              Mail.read(bytes),
              "the body is no mail",
              mail -> then.apply(of(raw, mail, Format.MAIL, source, profile)));
      case XML -> new Mapped.Unreadable("this vendor is not known to send XML");
      case null -> new Mapped.Unreadable("the media type is none of JSON, XML, CSV and mail");
    };
  }

  private static <B> Mapped read(Optional<B> body, String otherwise, Function<B, Mapped> then) {
    return body.map(then).orElseGet(() -> new Mapped.Unreadable(otherwise));
  }

  /// The facts of a body that was opened already.
  public static Facts of(
      RawEvent raw, FieldedBody body, Format format, Source source, Profile profile) {
    return new Facts(
        raw,
        body,
        source.layout(format).orElse(profile.layouts().getOrDefault(format, Layout.NONE)),
        source,
        profile);
  }

  /// The first setting that no column of the row answers: a fact needs one of its columns, personal
  /// data each of them, since a column that was renamed would be shown.
  private @Nullable String missingColumn(CsvFile.Row row) {
    var needed = new ArrayList<>(layout.facts().values());
    needed.addAll(layout.attributes().values());
    layout.personal().forEach(column -> needed.add(List.of(column)));
    return needed.stream()
        .filter(columns -> !columns.isEmpty() && columns.stream().noneMatch(row::hasColumn))
        .map(columns -> String.join("' or '", columns))
        .sorted()
        .findFirst()
        .orElse(null);
  }

  /// The opened body.
  public FieldedBody body() {
    return body;
  }

  /// The words of a fact; null where no place has any.
  public @Nullable String text(Fact fact) {
    return first(layout.places(fact));
  }

  /// The words at a place.
  public @Nullable String at(String place) {
    return first(List.of(place));
  }

  private @Nullable String first(List<String> places) {
    return places.stream()
        .map(body::text)
        .flatMap(Optional::stream)
        .map(Facts::line)
        .filter(words -> !words.isEmpty())
        .findFirst()
        .orElse(null);
  }

  private List<String> everyWhole(Fact fact) {
    return layout.places(fact).stream().map(body::text).flatMap(Optional::stream).toList();
  }

  /// A statement of everything that the places gave.
  public Draft draft() {
    SignalCode code =
        SignalCode.of(
            or(Words.clean(raw.getCode()), text(Fact.CODE)),
            or(text(Fact.SCHEME), or(source.codeScheme(), profile.codeScheme())),
            text(Fact.QUALIFIER));
    var draft =
        new Draft(
            Statement.newBuilder()
                .setPart(text(Fact.PART))
                .setOrder(order())
                .setSiteRef(or(raw.getSiteRef(), text(Fact.SITE)))
                .setCode(code.code())
                .setScheme(code.scheme())
                .setQualifier(code.qualifier() == null ? null : code.qualifier().name())
                .setZone(text(Fact.ZONE))
                .setArea(text(Fact.AREA))
                .setUser(text(Fact.USER))
                .setCategory(text(Fact.CATEGORY))
                .setStatus(text(Fact.STATUS))
                .setDisposition(text(Fact.DISPOSITION)));
    String asReceived = raw.getCode();
    if (asReceived != null && !asReceived.equals(code.code())) {
      draft.attribute("code_as_received", Words.clean(asReceived));
    }
    severity(draft);
    alarmLevel(draft);
    layout.attributes().forEach((name, places) -> draft.attribute(name, first(places)));
    draft.reference(profile.customIdSystem(), text(Fact.CUSTOM_ID));
    carry(draft);
    return draft.withhold(
        Withheld.PERSONAL,
        PersonalPlaces.words(body, layout.personal()).stream().map(Facts::line).toList());
  }

  private void severity(Draft draft) {
    String words = text(Fact.SEVERITY);
    if (words == null) {
      return;
    }
    SeverityScale configured = source.severityScale();
    Integer level = (configured == null ? profile.severityScale() : configured).of(words);
    draft.statement().setSeverity(level);
    if (level == null) {
      draft.attribute("severity_as_received", words);
    }
  }

  private void alarmLevel(Draft draft) {
    String words = text(Fact.ALARM_LEVEL);
    if (words == null) {
      return;
    }
    if (words.length() == 1 && words.charAt(0) >= '0' && words.charAt(0) <= '4') {
      draft.statement().setAlarmLevel(words.charAt(0) - '0');
    } else {
      draft.attribute("alarm_level_as_received", words);
    }
  }

  private void carry(Draft draft) {
    everyWhole(Fact.NOTE).forEach(words -> draft.carry(Carrying.note(words)));
    everyWhole(Fact.LINK).forEach(words -> draft.carry(Carrying.link(words)));
    everyWhole(Fact.PHOTO).forEach(words -> draft.carry(Carrying.photo(words)));
    if (body instanceof Mail mail) {
      Carrying.files(mail).forEach(draft::carry);
    }
  }

  private @Nullable Long order() {
    String words = text(Fact.ORDER);
    if (words == null) {
      return null;
    }
    Instant at = source.times(raw.getTransport()).read(words).at();
    if (at != null) {
      return at.toEpochMilli();
    }
    return WHOLE_NUMBER.matcher(words).matches() ? Long.valueOf(words) : null;
  }

  /// The words as one line, not yet as short as a field.
  private static String line(String words) {
    String line = NOT_IN_LINES.matcher(words).replaceAll(" ").strip();
    return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH);
  }

  private static @Nullable String or(@Nullable String words, @Nullable String otherwise) {
    return words == null ? otherwise : words;
  }
}
