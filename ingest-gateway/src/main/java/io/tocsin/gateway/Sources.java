package io.tocsin.gateway;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The sources that this gateway takes deliveries from; fixed at start.
public final class Sources {
  private final Map<String, Source> byName;
  private final Set<String> secretHeaders;

  Sources(List<Source> sources) {
    var map = new TreeMap<String, Source>();
    sources.forEach(source -> map.put(source.name(), source));
    this.byName = Map.copyOf(map);
    this.secretHeaders =
        sources.stream()
            .flatMap(source -> source.authenticator().secretHeaders().stream())
            .collect(Collectors.toUnmodifiableSet());
  }

  /// The source of a name.
  public Optional<Source> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /// Names in alphabetical order.
  public List<String> names() {
    return byName.keySet().stream().sorted().toList();
  }

  /// Lower-case names of every source's secret headers. A delivery sent to the wrong source must
  /// not leave the right one's secret in the log.
  public Set<String> secretHeaders() {
    return secretHeaders;
  }
}
