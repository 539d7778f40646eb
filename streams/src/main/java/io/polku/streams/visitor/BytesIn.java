package io.polku.streams.visitor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Reads what {@link BytesOut} wrote, in the same order. */
final class BytesIn {
  private static final int MORE = 0x80;
  private static final int LOW_BITS = 7;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

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

  long fixed64() {
    var value = (long) LONG.get(bytes, position);
    position += Long.BYTES;
    return value;
  }

  String text() {
    var length = size();
    var text = new String(bytes, position, length, StandardCharsets.UTF_8);
    position += length;
    return text;
  }
}
