package io.polku.ingest.collect;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Ranges of addresses, looked up in logarithmic time: sorted, without overlaps, IPv4 as the
 * addresses that IPv6 maps it to. Immutable.
 */
public final class AddressRanges {
  private static final int IPV4_BYTES = 4;
  private static final int IPV6_BITS = 128;
  private static final int IPV4_PREFIX_BITS = 96;
  private static final long IPV4_MAPPED = 0xFFFF_0000_0000L;
  private static final long IPV4_MASK = 0xFFFF_FFFFL;

  /** First addresses of the ranges, ascending, and their last ones. */
  private final Bits[] firsts;

  private final Bits[] lasts;

  private AddressRanges(List<Range> sorted) {
    this.firsts = sorted.stream().map(Range::first).toArray(Bits[]::new);
    this.lasts = sorted.stream().map(Range::last).toArray(Bits[]::new);
  }

  /** An address as a number of 128 bits. */
  private record Bits(long high, long low) implements Comparable<Bits> {
    @Override
    public int compareTo(Bits other) {
      var highs = Long.compareUnsigned(high, other.high);
      return highs == 0 ? Long.compareUnsigned(low, other.low) : highs;
    }
  }

  private record Range(Bits first, Bits last) {}

  /**
   * Reads a list such as {@code 127.0.0.0/8, ::1, 10.1.2.3}.
   *
   * @throws IllegalArgumentException naming the part that is no address and no range
   */
  public static AddressRanges parse(String list) {
    var ranges =
        Stream.of(list.split(",", -1))
            .map(String::strip)
            .filter(part -> !part.isEmpty())
            .map(AddressRanges::range)
            .sorted(Comparator.comparing(Range::first).thenComparing(Range::last))
            .toList();
    var merged = new ArrayList<Range>();
    for (var range : ranges) {
      var before = merged.isEmpty() ? null : merged.getLast();
      if (before == null || before.last().compareTo(range.first()) < 0) {
        merged.add(range);
      } else if (before.last().compareTo(range.last()) < 0) {
        merged.set(merged.size() - 1, new Range(before.first(), range.last()));
      }
    }
    return new AddressRanges(merged);
  }

  /** Whether an address, as text, is in one of the ranges. */
  public boolean holds(String address) {
    return firsts.length > 0 && holds(bytes(address));
  }

  /** Whether an address is in one of the ranges; an empty one is not. */
  boolean holds(byte[] address) {
    if (address.length == 0 || firsts.length == 0) {
      return false;
    }
    var bits = bits(address);
    var found = Arrays.binarySearch(firsts, bits);
    // Else it is in the range that begins before it, or in none.
    var at = found >= 0 ? found : -found - 2;
    return at >= 0 && bits.compareTo(lasts[at]) <= 0;
  }

  /** The bytes of an address as text; none when it is no address. Never asks the network. */
  static byte[] bytes(String literal) {
    try {
      return InetAddress.ofLiteral(literal).getAddress();
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private static Bits bits(byte[] address) {
    var buffer = ByteBuffer.wrap(address);
    return address.length == IPV4_BYTES
        ? new Bits(0, IPV4_MAPPED | (buffer.getInt() & IPV4_MASK))
        : new Bits(buffer.getLong(), buffer.getLong());
  }

  private static Range range(String text) {
    var slash = text.indexOf('/');
    var network = bytes(slash < 0 ? text : text.substring(0, slash));
    var bitsMax = network.length * Byte.SIZE;
    try {
      var bits = slash < 0 ? bitsMax : Integer.parseInt(text.substring(slash + 1));
      if (network.length > 0 && bits >= 0 && bits <= bitsMax) {
        return range(bits(network), network.length == IPV4_BYTES ? bits + IPV4_PREFIX_BITS : bits);
      }
    } catch (NumberFormatException e) {
      // Reported below, as an address that is none is.
    }
    throw new IllegalArgumentException(text + " (expected: an address or a range as 10.0.0.0/8)");
  }

  private static Range range(Bits network, int prefixBits) {
    var high = mask(Math.min(prefixBits, Long.SIZE));
    var low = mask(Math.max(0, Math.min(prefixBits, IPV6_BITS) - Long.SIZE));
    return new Range(
        new Bits(network.high() & high, network.low() & low),
        new Bits(network.high() | ~high, network.low() | ~low));
  }

  /** So many bits from the top. */
  private static long mask(int bits) {
    return bits == 0 ? 0 : -1L << (Long.SIZE - bits);
  }
}
