package io.polku.ingest.collect;

import java.nio.ByteBuffer;

/**
 * Who a request comes from: only proxies listed here are believed about whom they speak for.
 * Immutable; no address is kept.
 */
public final class TrustedProxies {
  private static final int HOPS_MAX = 16;
  private static final int IPV4_BYTES = 4;

  private final AddressRanges ranges;

  private TrustedProxies(AddressRanges ranges) {
    this.ranges = ranges;
  }

  /**
   * The client on whose behalf a request came.
   *
   * @param known false when a trusted proxy does not say
   * @param number for {@link RateLimit}: an IPv4 address whole; of IPv6 the half that a network is
   *     given, the rest is free to change
   * @param address as text, to look its country up with; "" when it is not known
   */
  record Client(boolean known, long number, String address) {
    static final Client UNKNOWN = new Client(false, 0, "");
  }

  /**
   * Reads a list such as {@code 127.0.0.0/8, ::1, 10.1.2.3}.
   *
   * @throws IllegalArgumentException naming the part that is no address and no range
   */
  public static TrustedProxies parse(String list) {
    return new TrustedProxies(AddressRanges.parse(list));
  }

  /**
   * The client on whose behalf a request came.
   *
   * @param peer address of the other end of the connection
   * @param forwardedFor the {@code X-Forwarded-For} headers, oldest first, or ""
   */
  Client client(String peer, String forwardedFor) {
    var address = AddressRanges.bytes(peer);
    if (!ranges.holds(address)) {
      return new Client(true, number(address), peer);
    }
    var end = forwardedFor.length();
    for (var hops = 0; hops < HOPS_MAX && end >= 0; hops++) {
      var comma = forwardedFor.lastIndexOf(',', end - 1);
      var text = forwardedFor.substring(comma + 1, end).strip();
      var hop = AddressRanges.bytes(text);
      if (hop.length > 0 && !ranges.holds(hop)) {
        return new Client(true, number(hop), text);
      }
      end = comma;
    }
    return Client.UNKNOWN;
  }

  private static long number(byte[] address) {
    return switch (address.length) {
      case 0 -> 0;
      case IPV4_BYTES -> ByteBuffer.wrap(address).getInt();
      default -> ByteBuffer.wrap(address).getLong();
    };
  }
}
