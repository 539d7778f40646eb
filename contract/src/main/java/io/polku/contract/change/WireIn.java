package io.polku.contract.change;

import java.nio.charset.StandardCharsets;

/**
 * Reads fields in the wire format of Protocol Buffers, one after the other: {@link #next} says
 * which one it is, then one of the others takes its value.
 */
final class WireIn {
  private final byte[] bytes;
  private final int end;
  private int position;
  private int type;

  WireIn(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.position = from;
    this.end = end;
  }

  /** Number of the next field, or 0 after the last. */
  int next() {
    if (position == end) {
      return 0;
    }
    var tag = varint();
    type = (int) tag & ((1 << WireOut.TYPE_BITS) - 1);
    return (int) (tag >>> WireOut.TYPE_BITS);
  }

  /** Whether there is more of a packed field. */
  boolean hasMore() {
    return position < end;
  }

  long packed() {
    return unzigzag(varint());
  }

  String text() {
    var length = length();
    position += length;
    return new String(bytes, position - length, length, StandardCharsets.UTF_8);
  }

  long whole() {
    require(WireOut.VARINT);
    return varint();
  }

  int integer() {
    return Math.toIntExact(whole());
  }

  long signed() {
    return unzigzag(whole());
  }

  boolean flag() {
    return whole() != 0;
  }

  double real() {
    require(WireOut.FIXED64);
    var bits = 0L;
    for (var i = 0; i < Long.BYTES; i++) {
      bits |= (at(position++) & 0xFFL) << (i * Byte.SIZE);
    }
    return Double.longBitsToDouble(bits);
  }

  /** A field with fields of its own, a packed one, or bytes that something else reads. */
  WireIn part() {
    var length = length();
    position += length;
    return new WireIn(bytes, position - length, position);
  }

  /** Where it begins, for something else that reads the bytes. */
  int from() {
    return position;
  }

  /** How many bytes there are left. */
  int size() {
    return end - position;
  }

  /** Passes over a field that is not known. */
  void skip() {
    switch (type) {
      case WireOut.VARINT -> varint();
      case WireOut.FIXED64 -> position += Long.BYTES;
      case WireOut.LENGTH -> part();
      default -> throw broken("wire type " + type);
    }
  }

  private int length() {
    require(WireOut.LENGTH);
    var length = varint();
    if (length < 0 || length > end - position) {
      throw broken("length " + length);
    }
    return (int) length;
  }

  private void require(int wanted) {
    if (type != wanted) {
      throw broken("wire type " + type);
    }
  }

  private long varint() {
    var value = 0L;
    for (var shift = 0; shift < Long.SIZE; shift += WireOut.LOW_BITS) {
      var next = at(position++);
      value |= (long) (next & (WireOut.MORE - 1)) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw broken("number of more than 64 bits");
  }

  private byte at(int place) {
    if (place >= end) {
      throw broken("end");
    }
    return bytes[place];
  }

  private static long unzigzag(long value) {
    return (value >>> 1) ^ -(value & 1);
  }

  private IllegalArgumentException broken(String found) {
    return new IllegalArgumentException(
        "byte " + position + ": " + found + " (expected: a change in its wire format)");
  }
}
