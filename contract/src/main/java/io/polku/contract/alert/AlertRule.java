package io.polku.contract.alert;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import io.polku.contract.digest.HookUrl;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When people are told that a figure is not as it should be.
 *
 * @param name for people
 * @param metric which figure
 * @param when what is wrong with it
 * @param period of what length of time the figure is; null for {@link Metric.Lag}, which is of now
 * @param complete whether a period is judged only once nothing but late events can change its
 *     figure; else as soon as it has ended
 * @param minimum fewer subjects than this say nothing
 * @param quiet after a message that it fires, how long no other says so
 * @param channels where messages go, 1 to {@link #CHANNELS_MAX}
 */
public record AlertRule(
    String name,
    Metric metric,
    Condition when,
    @Nullable Period period,
    boolean complete,
    int minimum,
    Duration quiet,
    List<Channel> channels) {
  /** Most channels of a rule. */
  public static final int CHANNELS_MAX = 5;

  /** The minimum of a rule that names none. */
  public static final int MINIMUM_DEFAULT = 30;

  /** Largest minimum. */
  public static final int MINIMUM_MAX = 1_000_000;

  /** The quiet time of a rule that names none. */
  public static final Duration QUIET_DEFAULT = Duration.ofDays(1);

  private static final Duration QUIET_MIN = Duration.ofMinutes(10);
  private static final Duration QUIET_MAX = Duration.ofDays(30);

  /** Refuses impossible values; copies the channels. */
  public AlertRule {
    channels = List.copyOf(channels);
    if (channels.isEmpty() || channels.size() > CHANNELS_MAX) {
      throw new IllegalArgumentException("channels: " + channels.size() + " (expected: 1 to 5)");
    }
    if (minimum < 1 || minimum > MINIMUM_MAX) {
      throw new IllegalArgumentException("minimum: " + minimum + " (expected: 1 to 1000000)");
    }
    if (quiet.compareTo(QUIET_MIN) < 0 || quiet.compareTo(QUIET_MAX) > 0) {
      throw new IllegalArgumentException("quiet: " + quiet + " (expected: PT10M to P30D)");
    }
    if (metric instanceof Metric.Lag) {
      if (period != null || when.is() != Is.ABOVE) {
        throw new IllegalArgumentException(
            "lag: is of now (expected: no period, and {\"is\": \"above\", \"value\": seconds})");
      }
      // Neither means anything there, and what is stored must equal what was asked for.
      minimum = MINIMUM_DEFAULT;
      complete = true;
    } else {
      if (period == null) {
        throw new IllegalArgumentException("period: none (expected: hour, day or week)");
      }
      when.checkOfShare();
    }
  }

  /** Which figure. */
  public sealed interface Metric {
    /**
     * Who came on in a funnel.
     *
     * @param funnel its id
     * @param step of those that reached the required step before, the share that reached this one,
     *     from 2; null for the share that reached the last step, of those that entered
     */
    record FunnelRate(String funnel, @Nullable Integer step) implements Metric {
      /** Refuses impossible values. */
      public FunnelRate {
        if (step != null && step < 2) {
          throw new IllegalArgumentException("step: " + step + " (expected: 2 or more)");
        }
      }
    }

    /**
     * Of the page views that had a link in view, the share that clicked it.
     *
     * @param link its id
     */
    record LinkShare(String link) implements Metric {}

    /** Of what trackers sent, the share that never came. */
    record Loss() implements Metric {}

    /** By how many seconds what can be queried is behind what was received. */
    record Lag() implements Metric {}
  }

  /** How a figure is compared. */
  public enum Is {
    /** With a value: it is less. */
    BELOW,
    /** With a value: it is more. */
    ABOVE,
    /** With the same time a week before: it is less by more than a share of that. */
    FELL,
    /** With the same time a week before: it is more by more than a share of that. */
    ROSE,
    /** With what the weeks before let expect: it is out of the band. */
    OUTSIDE
  }

  /**
   * What is wrong with a figure.
   *
   * @param is how it is compared
   * @param value with what, or by which share; null for {@link Is#OUTSIDE} alone
   */
  public record Condition(Is is, @Nullable Double value) {
    private static final double ROSE_MAX = 100;

    /** Refuses impossible values. */
    public Condition {
      if ((value == null) != (is == Is.OUTSIDE)) {
        throw new IllegalArgumentException(
            "value: "
                + (value == null ? "none (expected: a number)" : value + " (expected: none)"));
      }
      if (value != null && !(value >= 0 && value < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("value: " + value + " (expected: 0 or more)");
      }
    }

    /** The value; 0 where there is none. */
    public double number() {
      return value == null ? 0 : value;
    }

    private void checkOfShare() {
      var number = number();
      var expected =
          switch (is) {
            case BELOW -> number > 0 && number <= 1 ? "" : "a share above 0, at most 1";
            case ABOVE -> number < 1 ? "" : "a share from 0, below 1";
            case FELL -> number > 0 && number < 1 ? "" : "by which share, above 0, below 1";
            case ROSE ->
                number > 0 && number <= ROSE_MAX ? "" : "by which share, above 0, at most 100";
            case OUTSIDE -> "";
          };
      if (!expected.isEmpty()) {
        throw new IllegalArgumentException("value: " + value + " (expected: " + expected + ")");
      }
    }
  }

  /** A length of time by the site's clock and calendar. */
  public enum Period {
    /** From full hour to full hour. */
    HOUR,
    /** From midnight to midnight. */
    DAY,
    /** From Monday to Monday. */
    WEEK
  }

  /** What a channel understands. */
  public enum Kind {
    /** All that is known, as JSON. */
    WEBHOOK,
    /** A text in the words of a chat: Slack, and what takes the same. */
    SLACK
  }

  /**
   * Where messages go.
   *
   * @param kind what is understood there
   * @param url where they are posted; often a secret
   */
  public record Channel(Kind kind, URI url) {
    /** Refuses what is no address. */
    public Channel {
      HookUrl.check(url);
    }
  }

  /** As people write it; see {@link AlertJson}. */
  @JsonValue
  JsonNode json() {
    return AlertJson.write(this);
  }

  /** Of a stored definition. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static AlertRule stored(JsonNode json) {
    return switch (AlertJson.read(json)) {
      case AlertJson.Result.Read(var rule) -> rule;
      case AlertJson.Result.Refused(var problems) ->
          // Not the problems themselves: they name addresses.
          throw new IllegalArgumentException("alert: " + problems.size() + " problems");
    };
  }
}
