package io.tocsin.sinks.webhook;

import java.net.InetAddress;
import java.util.List;

/// Which addresses belong to the public internet. Everything that IANA's registries of special
/// purpose addresses take out of it is not public, and neither is what carries another address
/// inside it.
final class PublicAddress {
  private static final int BITS_OF_IPV4 = 32;

  /// IPv4: all but these.
  private static final List<Block> NOT_PUBLIC_4 =
      List.of(
          Block.of("0.0.0.0", 8), // this network
          Block.of("10.0.0.0", 8), // private
          Block.of("100.64.0.0", 10), // shared by carriers
          Block.of("127.0.0.0", 8), // this machine
          Block.of("168.63.129.16", 32), // a cloud's own services, though the number is public
          Block.of("169.254.0.0", 16), // link-local; the clouds' metadata
          Block.of("172.16.0.0", 12), // private
          Block.of("192.0.0.0", 24), // protocols
          Block.of("192.0.2.0", 24), // documentation
          Block.of("192.88.99.0", 24), // relays of 6to4
          Block.of("192.168.0.0", 16), // private
          Block.of("198.18.0.0", 15), // benchmarks
          Block.of("198.51.100.0", 24), // documentation
          Block.of("203.0.113.0", 24), // documentation
          Block.of("224.0.0.0", 3)); // multicast, reserved, broadcast

  /// IPv6: only what is handed out as global unicast,
  private static final Block GLOBAL_6 = Block.of("2000::", 3);

  /// and of that all but these.
  private static final List<Block> NOT_PUBLIC_6 =
      List.of(
          Block.of("2001::", 23), // protocols; Teredo, which carries an IPv4 address
          Block.of("2001:db8::", 32), // documentation
          Block.of("2002::", 16), // 6to4, which carries an IPv4 address
          Block.of("3fff::", 20)); // documentation

  private PublicAddress() {}

  static boolean is(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length * Byte.SIZE == BITS_OF_IPV4) {
      return NOT_PUBLIC_4.stream().noneMatch(block -> block.holds(bytes));
    }
    return GLOBAL_6.holds(bytes) && NOT_PUBLIC_6.stream().noneMatch(block -> block.holds(bytes));
  }

  /// The addresses that share their first bits.
  private static final class Block {
    private final byte[] first;
    private final int bits;

    private Block(byte[] first, int bits) {
      this.first = first;
      this.bits = bits;
    }

    static Block of(String first, int bits) {
      return new Block(InetAddress.ofLiteral(first).getAddress(), bits);
    }

    boolean holds(byte[] address) {
      for (int bit = 0; bit < bits; bit++) {
        if (bit(first, bit) != bit(address, bit)) {
          return false;
        }
      }
      return true;
    }

    private static int bit(byte[] address, int bit) {
      return address[bit / Byte.SIZE] >> (Byte.SIZE - 1 - bit % Byte.SIZE) & 1;
    }
  }
}
