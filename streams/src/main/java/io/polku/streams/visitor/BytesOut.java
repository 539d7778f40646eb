package io.polku.streams.visitor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Grows as it is written to. Small numbers take few bytes. */
final class BytesOut {
  private static final int MORE = 0x80;
  private static final int LOW_BITS = 7;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private byte[] bytes;
  private int size;

  BytesOut(int capacity) {
    bytes = new byte[capacity];
  }

  BytesOut octet(int value) {
    room(1);
    bytes[size++] = (byte) value;
    return this;
  }

  /** A number that is mostly small and never negative (a negative one takes ten bytes). */
  BytesOut count(long value) {
    room(Long.BYTES + 2);
    var rest = value;
    while ((rest & -MORE) != 0) {
      bytes[size++] = (byte) (rest | MORE);
      rest >>>= LOW_BITS;
    }
    bytes[size++] = (byte) rest;
    return this;
  }

  /** A number that is mostly near zero. */
  BytesOut number(long value) {
    return count((value << 1) ^ (value >> (Long.SIZE - 1)));
  }

  BytesOut fixed64(long value) {
    room(Long.BYTES);
    LONG.set(bytes, size, value);
    size += Long.BYTES;
    return this;
  }

  BytesOut text(String text) {
    var utf8 = text.getBytes(StandardCharsets.UTF_8);
    return count(utf8.length).all(utf8, utf8.length);
  }

  BytesOut all(BytesOut other) {
    return all(other.bytes, other.size);
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  private BytesOut all(byte[] source, int length) {
    room(length);
    System.arraycopy(source, 0, bytes, size, length);
    size += length;
    return this;
  }

  private void room(int needed) {
    if (size + needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size + needed, bytes.length * 2));
    }
  }
}
