package io.tocsin.sinks.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Set;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which addresses a webhook may go to.
final class PublicAddressTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.9",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "64:ff9b::a00:1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:a00:1::",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1"
      })
  void isNotPublic(String address) {
    assertThat(PublicAddress.is(InetAddress.ofLiteral(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2606:4700::1111",
        "2a00:1450::1",
        "2001:200::1",
        "2001:4860:4860::8888"
      })
  void isPublic(String address) {
    assertThat(PublicAddress.is(InetAddress.ofLiteral(address))).isTrue();
  }

  @Test
  void anIpv4AddressInsideAnIpv6AddressIsJudgedAsWhatItIs() throws UnknownHostException {
    byte[] mapped = new byte[16];
    mapped[10] = mapped[11] = (byte) 0xff;
    System.arraycopy(new byte[] {10, 0, 0, 1}, 0, mapped, 12, 4);

    assertThat(PublicAddress.is(InetAddress.getByAddress(mapped))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.1", "2130706433", "127.0.0.1", "[::1]", "localhost"})
  void anotherWayOfWritingThisMachineIsRefusedToo(String host) {
    var names = new CheckedNames(SystemDefaultDnsResolver.INSTANCE, Set.of());

    assertThatThrownBy(() -> names.resolve(host))
        .isInstanceOf(CheckedNames.NotPublicException.class);
  }

  @Test
  void aNameWithOneAddressInsideIsRefusedWhole() throws UnknownHostException {
    var names = new CheckedNames(fixed("1.1.1.1", "10.0.0.1"), Set.of());

    assertThatThrownBy(() -> names.resolve("hooks.example.test"))
        .isInstanceOf(CheckedNames.NotPublicException.class)
        .hasMessage("the host has an address that is not public");
    assertThat(new CheckedNames(fixed("1.1.1.1"), Set.of()).resolve("hooks.example.test"))
        .containsExactly(InetAddress.ofLiteral("1.1.1.1"));
  }

  @Test
  void aHostThatIsAllowedByNameMayBeInside() throws UnknownHostException {
    var names = new CheckedNames(fixed("10.0.0.1"), Set.of("hooks.example.test"));

    assertThat(names.resolve("Hooks.example.test"))
        .containsExactly(InetAddress.ofLiteral("10.0.0.1"));
    assertThatThrownBy(() -> names.resolve("other.example.test"))
        .isInstanceOf(CheckedNames.NotPublicException.class);
  }

  static DnsResolver fixed(String... addresses) {
    return new DnsResolver() {
      @Override
      public InetAddress[] resolve(String host) {
        return java.util.Arrays.stream(addresses)
            .map(InetAddress::ofLiteral)
            .toArray(InetAddress[]::new);
      }

      @Override
      public String resolveCanonicalHostname(String host) {
        return host;
      }
    };
  }
}
