package io.polku.contract.alert;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How it stands with an alert. A rule that is changed begins anew.
 *
 * @param status whether it fires
 * @param since from when on the status is so; null while nothing was judged
 * @param judged the last period that was judged
 * @param told whether people were told that it fires; they are told of its end only then
 * @param sentAt when they were last told that it, or one before, fires
 * @param message the last message; null for none
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record AlertState(
    Status status,
    @Nullable Instant since,
    @Nullable Judgement judged,
    boolean told,
    @Nullable Instant sentAt,
    @Nullable Message message) {
  /** Of a rule that nothing was judged by. */
  public static final AlertState NEW =
      new AlertState(Status.WAITING, null, null, false, null, null);

  /** Whether an alert fires. */
  public enum Status {
    /** Nothing could be judged yet. */
    @JsonProperty("waiting")
    WAITING,
    /** The figure is as it should be. */
    @JsonProperty("ok")
    OK,
    /** It is not. */
    @JsonProperty("firing")
    FIRING
  }

  /** What a period says. */
  public enum Verdict {
    /** The figure is as it should be. */
    @JsonProperty("ok")
    OK,
    /** It is not. */
    @JsonProperty("breach")
    BREACH,
    /** Too little is known; everything stays as it is. */
    @JsonProperty("unknown")
    UNKNOWN
  }

  /**
   * What came of a period.
   *
   * @param verdict what it says
   * @param reason why nothing can be said; "" where something can
   * @param from start of the period; null for what is of now
   * @param to its end, exclusive; for what is of now, now
   * @param value the figure; null where there is none
   * @param interval its 95 % interval, low and high; empty where it has none
   * @param subjects how many it is of; null for what counts none
   * @param expected what it was compared with; null for a value that the rule names
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Judgement(
      Verdict verdict,
      String reason,
      @Nullable Instant from,
      Instant to,
      @Nullable Double value,
      List<Double> interval,
      @Nullable Long subjects,
      @Nullable Expected expected) {
    /** Copies the interval. */
    public Judgement {
      reason = reason == null ? "" : reason;
      interval = List.copyOf(interval);
    }
  }

  /**
   * What a figure was compared with.
   *
   * @param value of a week before, or of the weeks before together
   * @param low lower end: of that value's 95 % interval, or of the band
   * @param high upper end
   * @param subjects how many it is of
   * @param weeks how many weeks it is of
   */
  public record Expected(double value, double low, double high, long subjects, int weeks) {}

  /** What a message says. */
  public enum Event {
    /** It fires. */
    @JsonProperty("firing")
    FIRING,
    /** It still does, and the quiet time is over. */
    @JsonProperty("still_firing")
    STILL_FIRING,
    /** It does not any more. */
    @JsonProperty("resolved")
    RESOLVED,
    /** Somebody tries whether messages come. */
    @JsonProperty("test")
    TEST
  }

  /**
   * A message.
   *
   * @param id unique; the same when it is sent again
   * @param event what it says
   * @param at when it was made
   * @param judged what made it
   * @param deliveries one for each channel of the rule, in order
   */
  public record Message(
      String id, Event event, Instant at, Judgement judged, List<Delivery> deliveries) {
    /** Copies the deliveries. */
    public Message {
      deliveries = List.copyOf(deliveries);
    }

    /** The same with one delivery replaced. */
    public Message with(int channel, Delivery delivery) {
      var next = new java.util.ArrayList<>(deliveries);
      next.set(channel, delivery);
      return new Message(id, event, at, judged, next);
    }
  }

  /** What became of a message at a channel. */
  public enum Outcome {
    /** It is still to be taken. */
    @JsonProperty("pending")
    PENDING,
    /** It was. */
    @JsonProperty("taken")
    TAKEN,
    /** Nobody took it, and it is not tried again. */
    @JsonProperty("given_up")
    GIVEN_UP
  }

  /**
   * A message on its way to a channel.
   *
   * @param outcome what became of it
   * @param tries how often it was tried
   * @param next not tried before that
   * @param error why it was not taken the last time; null where it was, or was not tried
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Delivery(Outcome outcome, int tries, Instant next, @Nullable String error) {}

  /** The same with another last message. */
  public AlertState with(Message next) {
    return new AlertState(status, since, judged, told, sentAt, next);
  }
}
