package io.polku.standalone.collect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts of what was sent and what became of it. Thread-safe. */
public final class Tally {
  /** Most rejected events that are kept as examples. */
  public static final int EXAMPLES_MAX = 20;

  private long sent;
  private long accepted;
  private long rejected;
  private final Map<String, Long> rejectedByCode = new TreeMap<>();
  private final List<Example> examples = new ArrayList<>();

  /**
   * A rejected event.
   *
   * @param line line of the file, or 0
   * @param code the endpoint's word for the reason
   * @param message what it said
   */
  public record Example(long line, String code, String message) {}

  /**
   * Counts at one moment.
   *
   * @param sent events that were answered for; {@code accepted + rejected}
   * @param accepted durable events
   * @param rejected refused events
   * @param rejectedByCode how many by reason
   * @param examples the first {@link #EXAMPLES_MAX} refused ones
   */
  public record Counts(
      long sent,
      long accepted,
      long rejected,
      Map<String, Long> rejectedByCode,
      List<Example> examples) {
    /** Copies the collections. */
    public Counts {
      rejectedByCode = Map.copyOf(rejectedByCode);
      examples = List.copyOf(examples);
    }
  }

  synchronized void answered(long events) {
    sent += events;
    accepted += events;
  }

  /** One of the events that {@link #answered} counted was refused. */
  synchronized void refused(Example example) {
    accepted--;
    rejected++;
    rejectedByCode.merge(example.code(), 1L, Long::sum);
    if (examples.size() < EXAMPLES_MAX) {
      examples.add(example);
    }
  }

  /** The counts now. */
  public synchronized Counts counts() {
    return new Counts(sent, accepted, rejected, rejectedByCode, examples);
  }
}
