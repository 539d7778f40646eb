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
    String utmCampaign) {
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
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
