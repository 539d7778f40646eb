package io.polku.streams.visitor;

import io.polku.contract.VisitorKey;
import java.util.Arrays;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What was computed for the visitors that were here last, so that the next event of one of them
 * need not be gone through together with all the others that are held. Only ever saves work: what
 * is remembered is used where the stored state is byte for byte the one it belongs to, and the
 * rules are the same. Not thread-safe; one for each task.
 */
public final class RecentVisitors {
  private final LinkedHashMap<VisitorKey, Visitor> visitors = new LinkedHashMap<>(16, 0.75f, true);
  private final long bytesMax;
  private long bytes;

  /**
   * @param stored the state in the store
   * @param state the same, decoded
   * @param head where the visitor stands after the last event
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared as a whole.
  record Visitor(byte[] stored, VisitorState state, Progress head, SiteRules rules) {}

  /**
   * @param bytesMax how many bytes of stored states may be remembered; what is kept beside them in
   *     memory is about ten times as much
   */
  public RecentVisitors(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** Remembers nobody. */
  public static RecentVisitors none() {
    return new RecentVisitors(0);
  }

  /** What is remembered of a visitor with that state, or null. */
  @SuppressWarnings("ReferenceEquality") // Other rules are other objects.
  @Nullable Visitor find(VisitorKey key, byte[] stored, SiteRules rules) {
    var known = visitors.get(key);
    return known != null && known.rules == rules && Arrays.equals(known.stored, stored)
        ? known
        : null;
  }

  void put(VisitorKey key, Visitor visitor) {
    if (visitor.stored.length > bytesMax / 16) {
      forget(key);
      return;
    }
    var before = visitors.put(key, visitor);
    bytes += visitor.stored.length - (before == null ? 0 : before.stored.length);
    var oldest = visitors.entrySet().iterator();
    while (bytes > bytesMax) {
      bytes -= oldest.next().getValue().stored.length;
      oldest.remove();
    }
  }

  /** Remembers nothing of the visitor any more. */
  public void forget(VisitorKey key) {
    var before = visitors.remove(key);
    bytes -= before == null ? 0 : before.stored.length;
  }
}
