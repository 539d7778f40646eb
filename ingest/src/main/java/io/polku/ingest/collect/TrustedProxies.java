package io.polku.ingest.collect;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Who a request comes from, as a number for {@link RateLimit}. Only proxies listed here are
 * believed about whom they speak for. No address is kept.
 */
public final class TrustedProxies {
  private static final int HOPS_MAX = 16;
  private static final int IPV4_BYTES = 4;

  private final List<Range> ranges;

  private TrustedProxies(List<Range> ranges) {
    this.ranges = ranges;
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Range(byte[] network, int bits) {
    boolean holds(byte[] address) {
      if (address.length != network.length) {
        return false;
      }
      var whole = bits / Byte.SIZE;
      var rest = bits % Byte.SIZE;
      return Arrays.equals(network, 0, whole, address, 0, whole)
          && (rest == 0 || ((network[whole] ^ address[whole]) & 0xff) >> (Byte.SIZE - rest) == 0);
    }
  }

  /**
   * Reads a list such as {@code 127.0.0.0/8, ::1, 10.1.2.3}.
   *
   * @throws IllegalArgumentException naming the part that is no address and no range
   */
  public static TrustedProxies parse(String list) {
    return new TrustedProxies(
        Stream.of(list.split(",", -1))
            .map(String::strip)
            .filter(part -> !part.isEmpty())
            .map(TrustedProxies::range)
            .toList());
  }

  /**
   * The client on whose behalf a request came; empty when a trusted proxy does not say.
   *
   * @param peer address of the other end of the connection
   * @param forwardedFor the {@code X-Forwarded-For} headers, oldest first, or ""
   */
  OptionalLong client(String peer, String forwardedFor) {
    var address = bytes(peer);
    if (!trusts(address)) {
      return OptionalLong.of(number(address));
    }
    var hops = forwardedFor.split(",", -1);
    for (var i = hops.length - 1; i >= 0 && i >= hops.length - HOPS_MAX; i--) {
      var hop = bytes(hops[i].strip());
      if (hop.length > 0 && !trusts(hop)) {
        return OptionalLong.of(number(hop));
      }
    }
    return OptionalLong.empty();
  }

  /** The same client's address as text, to look its country up with; "" when it is not known. */
  String clientAddress(String peer, String forwardedFor) {
    if (!trusts(bytes(peer))) {
      return peer;
    }
    var hops = forwardedFor.split(",", -1);
    for (var i = hops.length - 1; i >= 0 && i >= hops.length - HOPS_MAX; i--) {
      var hop = hops[i].strip();
      var address = bytes(hop);
      if (address.length > 0 && !trusts(address)) {
        return hop;
      }
    }
    return "";
  }

  /** Whether an address is in one of the ranges. */
  boolean holds(String address) {
    return trusts(bytes(address));
  }

  private boolean trusts(byte[] address) {
    for (var range : ranges) {
      if (range.holds(address)) {
        return true;
      }
    }
    return false;
  }

  /**
   * An IPv4 address whole; of IPv6 the half that a network is given, the rest is free to change.
   */
  private static long number(byte[] address) {
    return switch (address.length) {
      case 0 -> 0;
      case IPV4_BYTES -> ByteBuffer.wrap(address).getInt();
      default -> ByteBuffer.wrap(address).getLong();
    };
  }

  private static byte[] bytes(String literal) {
    try {
      return InetAddress.ofLiteral(literal).getAddress();
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private static Range range(String text) {
    var slash = text.indexOf('/');
    var network = bytes(slash < 0 ? text : text.substring(0, slash));
    var bitsMax = network.length * Byte.SIZE;
    try {
      var bits = slash < 0 ? bitsMax : Integer.parseInt(text.substring(slash + 1));
      if (network.length > 0 && bits >= 0 && bits <= bitsMax) {
        return new Range(network, bits);
      }
    } catch (NumberFormatException e) {
      // Reported below, as an address that is none is.
    }
    throw new IllegalArgumentException(text + " (expected: an address or a range as 10.0.0.0/8)");
  }
}
