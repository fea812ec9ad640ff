package io.tocsin.policy.window;

import io.tocsin.schemas.SiteEntry;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The site directory, as far as test windows need it.
public final class SiteDirectory {
  private final NavigableMap<String, SiteEntry> sites = new TreeMap<>();
  private final Map<String, String> siteByReference = new HashMap<>();

  private SiteDirectory() {}

  /// The directory that these entries make.
  public static SiteDirectory of(Collection<SiteEntry> entries) {
    var directory = new SiteDirectory();
    for (SiteEntry entry : entries) {
      directory.sites.put(entry.getSiteId(), entry);
      directory.siteByReference.put(
          entry.getSource() + ":" + entry.getSiteRef(), entry.getSiteId());
    }
    return directory;
  }

  /// The ids of all sites.
  public NavigableSet<String> sites() {
    return sites.navigableKeySet();
  }

  /// The ids of all clients.
  public NavigableSet<String> clients() {
    return sites.values().stream()
        .map(SiteEntry::getClientId)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /// The client of a site; empty where the site is not known.
  public Optional<String> clientOf(String site) {
    return Optional.ofNullable(sites.get(site)).map(SiteEntry::getClientId);
  }

  /// The site that a source's reference means, `<source>:<reference>`.
  public Optional<String> siteOf(String reference) {
    return Optional.ofNullable(siteByReference.get(reference));
  }

  /// The zones of the sites that a scope names: of one site, or of all of a client.
  Set<ZoneId> zones(Optional<String> client, Optional<String> site) {
    return sites.values().stream()
        .filter(entry -> site.isEmpty() || entry.getSiteId().equals(site.get()))
        .filter(entry -> client.isEmpty() || entry.getClientId().equals(client.get()))
        .flatMap(entry -> zone(entry.getTimeZone()).stream())
        .collect(Collectors.toSet());
  }

  /// The zone in which the times of a scope are told: that of its sites where they have one in
  /// common.
  public Optional<ZoneId> zone(Optional<String> client, Optional<String> site) {
    if (client.isEmpty() && site.isEmpty()) {
      return Optional.empty();
    }
    Set<ZoneId> zones = zones(client, site);
    return zones.size() == 1 ? zones.stream().findFirst() : Optional.empty();
  }

  private static Optional<ZoneId> zone(String name) {
    try {
      return Optional.of(ZoneId.of(name));
    } catch (DateTimeException e) {
      return Optional.empty(); // A zone that this Java does not know is as good as none.
    }
  }
}
