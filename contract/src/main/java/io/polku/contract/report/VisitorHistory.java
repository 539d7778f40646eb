package io.polku.contract.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;

/**
 * A visitor, over all times.
 *
 * @param from the first event
 * @param to the last event
 * @param asOf how far the log has been processed
 * @param dataVersion changes whenever something of the site was stored
 * @param visitorId who
 * @param userIds the site's own names for the visitor, the latest first; at most {@value
 *     #USER_IDS_MAX}
 * @param leftOut whether no report holds this visitor, for there were too many events
 * @param totals over all sessions
 * @param channels sessions by where they came from, most first; at most {@value #CHANNELS_MAX}
 * @param sessions newest first, at most {@value #SESSIONS_MAX}
 * @param more how many further ones are left out
 * @param funnels stored funnels that were entered, by id
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record VisitorHistory(
    Instant from,
    Instant to,
    Instant asOf,
    String dataVersion,
    String visitorId,
    List<String> userIds,
    boolean leftOut,
    Totals totals,
    List<Channel> channels,
    List<SessionRow> sessions,
    long more,
    List<Funnel> funnels) {
  /** Most user ids. */
  public static final int USER_IDS_MAX = 20;

  /** Most rows of channels. */
  public static final int CHANNELS_MAX = 50;

  /** Most sessions. */
  public static final int SESSIONS_MAX = 200;

  /** Copies the lists. */
  public VisitorHistory {
    userIds = List.copyOf(userIds);
    channels = List.copyOf(channels);
    sessions = List.copyOf(sessions);
    funnels = List.copyOf(funnels);
  }

  /**
   * Sums over all sessions.
   *
   * @param sessions how many
   * @param events in them
   * @param pageViews in them
   * @param purchases in them
   * @param revenue sum of {@code value} over purchases, whatever the currency
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Totals(
      long sessions, long events, long pageViews, long purchases, double revenue) {}

  /**
   * Sessions that came by one way.
   *
   * @param channel where the visitor met the seller
   * @param channelGroup such as {@code Organic Search}
   * @param sessions how many
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Channel(String channel, String channelGroup, long sessions) {}

  /**
   * How far the visitor came in one funnel.
   *
   * @param id its id
   * @param version its latest version
   * @param name its name
   * @param steps how many required steps it has; with order any, how many steps
   * @param level how many of them were reached, at best
   * @param reached name of the last required step that was reached; "" with order any
   * @param enteredAt when the best chain began
   * @param lastStepAt when it came to its end
   * @param entries on how many days, in how many sessions or with how many values it was entered
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Funnel(
      String id,
      int version,
      String name,
      int steps,
      int level,
      String reached,
      Instant enteredAt,
      Instant lastStepAt,
      long entries) {}
}
