package io.polku.contract.change;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes fields in the wire format of Protocol Buffers. What is 0, false or empty is left out.
 * Grows as it is written to.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">Encoding</a>
 */
final class WireOut {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int LENGTH = 2;
  static final int TYPE_BITS = 3;
  static final int MORE = 0x80;
  static final int LOW_BITS = 7;

  private static final int VARINT_BYTES_MAX = 10;

  /** A length that is not known yet takes three bytes, which readers take as well as fewer. */
  private static final int LENGTH_BYTES = 3;

  private static final int LENGTH_MAX = 1 << (LENGTH_BYTES * LOW_BITS);

  private byte[] bytes;
  private int size;

  WireOut(int capacity) {
    bytes = new byte[capacity];
  }

  void text(int field, String value) {
    if (!value.isEmpty()) {
      bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }
  }

  void bytes(int field, byte[] value) {
    tag(field, LENGTH);
    varint(value.length);
    room(value.length);
    System.arraycopy(value, 0, bytes, size, value.length);
    size += value.length;
  }

  /** A number that is seldom negative (a negative one takes ten bytes). */
  void whole(int field, long value) {
    if (value != 0) {
      tag(field, VARINT);
      varint(value);
    }
  }

  void signed(int field, long value) {
    whole(field, zigzag(value));
  }

  void flag(int field, boolean value) {
    whole(field, value ? 1 : 0);
  }

  void real(int field, double value) {
    var bits = Double.doubleToLongBits(value);
    if (bits != 0) {
      tag(field, FIXED64);
      room(Long.BYTES);
      for (var i = 0; i < Long.BYTES; i++) {
        bytes[size++] = (byte) (bits >>> (i * Byte.SIZE));
      }
    }
  }

  /** A number of a packed field. */
  void packed(long value) {
    varint(zigzag(value));
  }

  /** Begins a field with fields of its own, or a packed one; ended by {@link #end}. */
  int begin(int field) {
    tag(field, LENGTH);
    room(LENGTH_BYTES);
    size += LENGTH_BYTES;
    return size;
  }

  /**
   * Ends what was begun.
   *
   * @param begun what {@link #begin} returned
   */
  void end(int begun) {
    var length = size - begun;
    if (length >= LENGTH_MAX) {
      throw new IllegalStateException(
          "length: " + length + " (expected: below " + LENGTH_MAX + ")");
    }
    var at = begun - LENGTH_BYTES;
    bytes[at] = (byte) (length | MORE);
    bytes[at + 1] = (byte) ((length >>> LOW_BITS) | MORE);
    bytes[at + 2] = (byte) (length >>> (2 * LOW_BITS));
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  private static long zigzag(long value) {
    return (value << 1) ^ (value >> (Long.SIZE - 1));
  }

  private void tag(int field, int type) {
    varint((long) field << TYPE_BITS | type);
  }

  private void varint(long value) {
    room(VARINT_BYTES_MAX);
    var rest = value;
    while ((rest & -MORE) != 0) {
      bytes[size++] = (byte) (rest | MORE);
      rest >>>= LOW_BITS;
    }
    bytes[size++] = (byte) rest;
  }

  private void room(int needed) {
    if (size + needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size + needed, bytes.length * 2));
    }
  }
}
