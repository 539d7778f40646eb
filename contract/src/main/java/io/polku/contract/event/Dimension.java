package io.polku.contract.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What figures can be broken down by without naming a property. The word of a dimension is also the
 * name of its column in ClickHouse. A value is taken at the event that enters the funnel or starts
 * the session; "" means not known.
 */
public enum Dimension {
  DEVICE,
  BROWSER,
  OS,
  COUNTRY,
  LANGUAGE,
  CHANNEL,
  HOST,
  PATH,
  REFERRER_HOST,
  UTM_SOURCE,
  UTM_MEDIUM,
  UTM_CAMPAIGN,
  CHANNEL_GROUP,
  BOT;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** The dimension's value at an event; "" when not known. */
  public String of(Event event) {
    return switch (this) {
      case DEVICE -> event.context().device();
      case BROWSER -> event.context().browser();
      case OS -> event.context().os();
      case COUNTRY -> event.context().country();
      case LANGUAGE -> event.context().language();
      case CHANNEL -> event.channel().word();
      case HOST -> event.page().host();
      case PATH -> event.page().path();
      case REFERRER_HOST -> event.context().referrerHost();
      case UTM_SOURCE -> event.context().utmSource();
      case UTM_MEDIUM -> event.context().utmMedium();
      case UTM_CAMPAIGN -> event.context().utmCampaign();
      case CHANNEL_GROUP -> event.context().channelGroup();
      case BOT -> event.context().bot();
    };
  }

  /** The word used in JSON, in the API and as column name: the name in lower case. */
  @JsonValue
  public String word() {
    return word;
  }

  /** The dimension of that word, if there is one. */
  public static Optional<Dimension> find(String word) {
    return Arrays.stream(values()).filter(d -> d.word().equals(word)).findFirst();
  }

  /**
   * The dimension of that word.
   *
   * @throws IllegalArgumentException naming the word
   */
  @JsonCreator
  public static Dimension ofWord(String word) {
    return find(word)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "dimension: " + word + " (expected one of: " + words() + ")"));
  }

  /** All words, for messages. */
  public static String words() {
    return String.join(", ", Arrays.stream(values()).map(Dimension::word).toList());
  }
}
