package io.tocsin.normalizer;

import io.tocsin.schemas.CodeEntry;
import io.tocsin.schemas.CodeMapping;
import io.tocsin.schemas.MappingApplied;
import io.tocsin.schemas.Qualifier;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One version of a source's code mapping, ready for lookup.
public final class CodeTable {
  private final CodeMapping mapping;
  private final Map<String, List<CodeEntry>> byCode;

  /// An entry that matched.
  ///
  /// @param entry the entry
  /// @param applied how it is named on the event
  public record Match(CodeEntry entry, MappingApplied applied) {}

  public CodeTable(CodeMapping mapping) {
    this.mapping = mapping;
    this.byCode = mapping.getEntries().stream().collect(Collectors.groupingBy(CodeEntry::getCode));
  }

  /// The first entry with this code whose scheme and qualifier, where it names them, are these.
  public Optional<Match> find(
      @Nullable String code, @Nullable String scheme, @Nullable Qualifier qualifier) {
    if (code == null) {
      return Optional.empty();
    }
    return byCode.getOrDefault(code, List.of()).stream()
        .filter(e -> e.getScheme() == null || e.getScheme().equals(scheme))
        .filter(e -> e.getQualifier() == null || e.getQualifier() == qualifier)
        .findFirst()
        .map(e -> new Match(e, applied(e)));
  }

  private MappingApplied applied(CodeEntry entry) {
    String name =
        entry.getScheme() == null ? entry.getCode() : entry.getScheme() + ":" + entry.getCode();
    return new MappingApplied(mapping.getSource(), mapping.getVersion(), name);
  }
}
