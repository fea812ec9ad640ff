package io.tocsin.normalizer;

import io.tocsin.normalizer.codes.StandardTable;
import io.tocsin.normalizer.codes.StandardTables;
import io.tocsin.schemas.CodeEntry;
import io.tocsin.schemas.CodeMapping;
import io.tocsin.schemas.MappingApplied;
import io.tocsin.schemas.Qualifier;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a source's codes mean: one version of its mapping, and behind that the standards' own
/// tables.
///
/// The nearest one that knows a code decides: the mapping's entries for the account, then its
/// entries for the whole source, then the standard's table of the code's scheme. Among entries
/// equally near the first match wins.
public final class CodeTable {
  /// Name of the standards' tables where a mapping's source would stand; no source may have it.
  public static final String STANDARD_SOURCE = "standard";

  /// Scheme of the words by which a source closes an event. They are the source's own, so no
  /// standard has them, and an entry that names no scheme does not mean them.
  public static final String DISPOSITION = "disposition";

  private static final CodeTable STANDARD =
      new CodeTable(new CodeMapping(STANDARD_SOURCE, 0, List.of()));

  private final CodeMapping mapping;
  private final Map<String, List<CodeEntry>> byCode;

  /// An entry that matched.
  ///
  /// @param entry the entry; for a standard's code it is made from the table's row
  /// @param applied how it is named on the event
  public record Match(CodeEntry entry, MappingApplied applied) {}

  public CodeTable(CodeMapping mapping) {
    this.mapping = mapping;
    this.byCode =
        mapping.getEntries().stream().collect(Collectors.groupingBy(e -> upper(e.getCode())));
  }

  /// The table of a source that has no mapping: the standards' alone.
  public static CodeTable standard() {
    return STANDARD;
  }

  /// What a signal's code means; empty where nobody knows it, which puts the event in review.
  ///
  /// @param code code as received; in the standards' schemes the case of its letters does not
  /// matter, in others it does
  /// @param scheme code table of the code, [#DISPOSITION] for a resolution code
  /// @param qualifier what the signal says of the condition
  /// @param siteRef the source's own name of the account
  public Optional<Match> find(
      @Nullable String code,
      @Nullable String scheme,
      @Nullable Qualifier qualifier,
      @Nullable String siteRef) {
    if (code == null) {
      return Optional.empty();
    }
    List<CodeEntry> entries =
        byCode.getOrDefault(upper(code), List.of()).stream()
            .filter(e -> sameCode(e.getCode(), code, scheme) && coversScheme(e.getScheme(), scheme))
            .filter(e -> e.getQualifier() == null || e.getQualifier() == qualifier)
            .toList();
    return first(entries, e -> e.getSiteRef() != null && e.getSiteRef().equals(siteRef))
        .or(() -> first(entries, e -> e.getSiteRef() == null))
        .map(e -> new Match(e, applied(e)))
        .or(() -> StandardTables.table(scheme).flatMap(t -> standard(t, code, qualifier)));
  }

  /// Whether one entry of a mapping answers every signal that another one could, so that the other
  /// is never used when it stands behind.
  public static boolean takesAll(CodeEntry earlier, CodeEntry later) {
    String account = earlier.getSiteRef();
    return (account == null ? later.getSiteRef() == null : account.equals(later.getSiteRef()))
        && sameCode(earlier.getCode(), later.getCode(), later.getScheme())
        && coversScheme(earlier.getScheme(), later.getScheme())
        && (earlier.getQualifier() == null || earlier.getQualifier() == later.getQualifier());
  }

  private static boolean sameCode(String entry, String signal, @Nullable String scheme) {
    return entry.equals(signal)
        || (StandardTables.table(scheme).isPresent() && upper(entry).equals(upper(signal)));
  }

  private static boolean coversScheme(@Nullable String entry, @Nullable String signal) {
    return entry == null ? !DISPOSITION.equals(signal) : entry.equals(signal);
  }

  private static Optional<CodeEntry> first(List<CodeEntry> entries, Predicate<CodeEntry> which) {
    return entries.stream().filter(which).findFirst();
  }

  private static Optional<Match> standard(
      StandardTable table, String code, @Nullable Qualifier qualifier) {
    return table
        .find(code)
        .flatMap(
            row ->
                row.type(qualifier)
                    .map(
                        type ->
                            new Match(
                                new CodeEntry(
                                    row.code(),
                                    table.name(),
                                    qualifier,
                                    null,
                                    type,
                                    row.name(),
                                    row.lifeSafety(qualifier),
                                    null),
                                new MappingApplied(
                                    STANDARD_SOURCE,
                                    table.version(),
                                    table.name() + ":" + row.code()))));
  }

  private MappingApplied applied(CodeEntry entry) {
    String code =
        entry.getScheme() == null ? entry.getCode() : entry.getScheme() + ":" + entry.getCode();
    String name = entry.getSiteRef() == null ? code : code + "@" + entry.getSiteRef();
    return new MappingApplied(mapping.getSource(), mapping.getVersion(), name);
  }

  private static String upper(String code) {
    return code.toUpperCase(Locale.ROOT);
  }
}
