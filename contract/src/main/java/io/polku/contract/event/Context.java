package io.polku.contract.event;

import org.jspecify.annotations.Nullable;

/**
 * On what and from where an event was sent. Absent parts are "".
 *
 * @param device desktop, mobile, tablet or another word of the sender's
 * @param browser name of the browser
 * @param os name of the operating system
 * @param country ISO 3166-1 alpha-2 code
 * @param language BCP 47 tag
 * @param referrerHost host of the page's referrer, unless it is the page's own host
 * @param utmSource campaign source
 * @param utmMedium campaign medium
 * @param utmCampaign campaign name
 * @param utmTerm what was searched for
 * @param utmContent which of several links was clicked
 * @param clickId advertiser's click id with its name, such as {@code gclid=EAIa}
 * @param channelGroup GA4's default channel group, such as {@code Organic Search}
 * @param timeZone IANA name, such as {@code Europe/Helsinki}
 * @param tracker library that sent it and its version, such as {@code polku.js/0.1.0}
 * @param bot {@code declared} when the sender says itself that it is a bot, {@code suspected} when
 *     at least two kinds of signals agree, else ""
 * @param consent what the visitor had answered when asked, as the sender says it, such as {@code
 *     granted}
 */
public record Context(
    String device,
    String browser,
    String os,
    String country,
    String language,
    String referrerHost,
    String utmSource,
    String utmMedium,
    String utmCampaign,
    String utmTerm,
    String utmContent,
    String clickId,
    String channelGroup,
    String timeZone,
    String tracker,
    String bot,
    String consent) {
  /** Nothing known. */
  public static final Context NONE = new Context("", "", "", "", "", "", "", "", "");

  /** Absent parts become "". */
  public Context {
    device = orEmpty(device);
    browser = orEmpty(browser);
    os = orEmpty(os);
    country = orEmpty(country);
    language = orEmpty(language);
    referrerHost = orEmpty(referrerHost);
    utmSource = orEmpty(utmSource);
    utmMedium = orEmpty(utmMedium);
    utmCampaign = orEmpty(utmCampaign);
    utmTerm = orEmpty(utmTerm);
    utmContent = orEmpty(utmContent);
    clickId = orEmpty(clickId);
    channelGroup = orEmpty(channelGroup);
    timeZone = orEmpty(timeZone);
    tracker = orEmpty(tracker);
    bot = orEmpty(bot);
    consent = orEmpty(consent);
  }

  /** A context of which no more is known. */
  public Context(
      String device,
      String browser,
      String os,
      String country,
      String language,
      String referrerHost,
      String utmSource,
      String utmMedium,
      String utmCampaign) {
    this(
        device,
        browser,
        os,
        country,
        language,
        referrerHost,
        utmSource,
        utmMedium,
        utmCampaign,
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "");
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
