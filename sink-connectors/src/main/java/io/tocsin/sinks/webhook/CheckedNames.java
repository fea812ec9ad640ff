package io.tocsin.sinks.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.apache.hc.client5.http.DnsResolver;

/// Resolves a name and lets through only public addresses, except of hosts that are allowed by
/// name. The client connects to what comes from here and asks nobody else, so a name that points
/// elsewhere a moment later changes nothing.
final class CheckedNames implements DnsResolver {
  private final DnsResolver resolver;
  private final Set<String> allowed;

  /// @param allowed hosts that may have any address, in lower case
  CheckedNames(DnsResolver resolver, Set<String> allowed) {
    this.resolver = resolver;
    this.allowed = Set.copyOf(allowed);
  }

  /// A name that must not be called.
  static final class NotPublicException extends UnknownHostException {
    private static final long serialVersionUID = 1L;

    NotPublicException() {
      super("the host has an address that is not public");
    }
  }

  /// Where one of several addresses is not public, none is used: an honest name has no such thing.
  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    InetAddress[] addresses = resolver.resolve(host);
    if (!allowed.contains(host.toLowerCase(Locale.ROOT))
        && !Arrays.stream(addresses).allMatch(PublicAddress::is)) {
      throw new NotPublicException();
    }
    return addresses;
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }
}
