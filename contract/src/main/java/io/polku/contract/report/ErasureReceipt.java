package io.polku.contract.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What became of an erasure. It does not tell who was erased.
 *
 * @param id the erasure
 * @param state whether it is done
 * @param requestedAt when it was asked for
 * @param visitors how many are erased
 * @param visitorsVerified of how many of them all tables were seen to hold nothing
 * @param verifiedAt when that was seen of the last one; absent before
 * @param removed by table, what was removed: rows as they are counted, without those that had been
 *     replaced already; {@code state} is entries of the streams' state. Without what had nothing
 * @param topicsFreeBy from then on no topic holds anything of them; absent where a topic is kept
 *     without limit
 * @param backupsFreeBy the same for backups; absent where it is not known how long they are kept
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ErasureReceipt(
    String id,
    State state,
    Instant requestedAt,
    int visitors,
    int visitorsVerified,
    @Nullable Instant verifiedAt,
    Map<String, Long> removed,
    @Nullable Instant topicsFreeBy,
    @Nullable Instant backupsFreeBy) {
  /** Most erasures of a list. */
  public static final int LIST_MAX = 100;

  /** Copies what was removed, in order. */
  public ErasureReceipt {
    removed = new TreeMap<>(removed);
  }

  /** How far it is. */
  public enum State {
    /** Not yet, or not of all visitors. */
    @JsonProperty("under_way")
    UNDER_WAY,
    /** Gone from state and tables, as was seen by counting. */
    @JsonProperty("verified")
    VERIFIED
  }

  /**
   * Erasures of a site.
   *
   * @param erasures the newest first, at most {@link #LIST_MAX}
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record ErasureList(List<ErasureReceipt> erasures) {
    /** Copies the erasures. */
    public ErasureList {
      erasures = List.copyOf(erasures);
    }
  }
}
