package io.polku.testkit.simulator;

/**
 * Somebody with a device. The same person comes back with the same one.
 *
 * @param visitorId who, to the tracker
 * @param account the user id that is known once they log in
 * @param device desktop, mobile or tablet
 * @param browser name of the browser
 * @param os name of the operating system
 * @param country ISO 3166-1 alpha-2 code
 * @param language BCP 47 tag
 */
public record Shopper(
    String visitorId,
    String account,
    String device,
    String browser,
    String os,
    String country,
    String language) {

  /** Whether this is the device on which the payment step fails most. */
  public boolean isSafariOnPhone() {
    return browser.equals("Safari") && device.equals("mobile");
  }
}
