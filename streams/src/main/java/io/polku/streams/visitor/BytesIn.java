package io.polku.streams.visitor;

import java.nio.charset.StandardCharsets;

/** Reads what {@link BytesOut} wrote, in the same order. */
final class BytesIn {
  private static final int MORE = 0x80;
  private static final int LOW_BITS = 7;

  private final byte[] bytes;
  private int position;

  BytesIn(byte[] bytes) {
    this.bytes = bytes;
  }

  int octet() {
    return bytes[position++] & 0xFF;
  }

  long count() {
    var value = 0L;
    for (var shift = 0; ; shift += LOW_BITS) {
      var next = bytes[position++];
      value |= (long) (next & (MORE - 1)) << shift;
      if ((next & MORE) == 0) {
        return value;
      }
    }
  }

  int size() {
    return Math.toIntExact(count());
  }

  long number() {
    var value = count();
    return (value >>> 1) ^ -(value & 1);
  }

  int fixed32() {
    var value = 0;
    for (var i = 0; i < Integer.BYTES; i++) {
      value = (value << Byte.SIZE) | octet();
    }
    return value;
  }

  long fixed64() {
    return ((long) fixed32() << Integer.SIZE) | (fixed32() & 0xFFFF_FFFFL);
  }

  String text() {
    var length = size();
    var text = new String(bytes, position, length, StandardCharsets.UTF_8);
    position += length;
    return text;
  }
}
