package io.polku.contract.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which ways people take from a point, to a point, or between two, within sessions.
 *
 * <p>At every depth but the last the links into a node add up to its count, and so do the links out
 * of it. What ended is not carried on: the nodes of a depth and all that ended before add up to
 * {@code total}.
 *
 * @param from start of the range, inclusive
 * @param to end of the range, exclusive
 * @param asOf how far the log has been processed
 * @param dataVersion changes whenever something of the site was stored
 * @param direction which way is looked
 * @param start the point from which, as it was asked for, or null
 * @param end the point to which, or null
 * @param by what the nodes are
 * @param group whether paths are folded
 * @param depth most nodes away from the point
 * @param unit what is counted
 * @param found those with the point; with both, those with the start, whatever came after
 * @param total those whose way is shown; with both, those that came to the end
 * @param nodes by depth, the largest first, then {@code other}, then what ended
 * @param links by depth, the largest first
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record PathReport(
    Instant from,
    Instant to,
    Instant asOf,
    String dataVersion,
    Direction direction,
    @Nullable String start,
    @Nullable String end,
    By by,
    Group group,
    int depth,
    Counted unit,
    long found,
    long total,
    List<Node> nodes,
    List<Link> links) {
  /** Furthest from the point. */
  public static final int DEPTH_MAX = 8;

  /** Most values of a depth with a node of their own. */
  public static final int VALUES_MAX = 20;

  /** Copies the lists. */
  public PathReport {
    nodes = List.copyOf(nodes);
    links = List.copyOf(links);
  }

  /** Which way is looked. */
  public enum Direction {
    FORWARD,
    BACKWARD,
    BETWEEN;

    /** The word used in JSON: the name in lower case. */
    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What is a node. */
  public enum By {
    /** Page views, by their page. */
    PAGE,
    /** Page views, by their host; of transitions only. */
    HOST,
    /** All events that are not passive, by their name. */
    EVENT;

    /** The word used in JSON: the name in lower case. */
    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether paths are folded. */
  public enum Group {
    /** By the path with its ids folded. */
    PATTERN,
    /** By the raw path. */
    NONE;

    /** The word used in JSON: the name in lower case. */
    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What is counted. */
  public enum Counted {
    SESSION,
    VISITOR,
    ITEM;

    /** The word used in JSON: the name in lower case. */
    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What a node is. */
  public enum Kind {
    PAGE,
    EVENT,
    /** All smaller values together. */
    OTHER,
    /** The session ended there. */
    EXIT,
    /** The point, or where sessions enter; backward, where they began. */
    START,
    /** The point; between two, that it was reached. */
    END;

    /** The word used in JSON: the name in lower case. */
    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One node.
   *
   * @param id what links name it by
   * @param depth how far from the point, which is at 0
   * @param kind what it is
   * @param value the page, the event's name, or the point; else ""
   * @param count how many came there
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Node(String id, int depth, Kind kind, String value, long count) {}

  /**
   * From a node at one depth to a node at the next.
   *
   * @param depth of {@code to}
   * @param from id of a node
   * @param to id of a node
   * @param count how many
   */
  public record Link(int depth, String from, String to, long count) {}
}
