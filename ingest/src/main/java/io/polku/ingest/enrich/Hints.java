package io.polku.ingest.enrich;

/**
 * What the way an event came tells of its visitor's device. Nothing of it is stored as it is.
 * Absent parts are "".
 *
 * @param userAgent {@code User-Agent} of the visitor
 * @param brands {@code Sec-CH-UA}
 * @param mobile {@code Sec-CH-UA-Mobile}: {@code ?1} or {@code ?0}
 * @param platform {@code Sec-CH-UA-Platform}, with or without its quotes
 * @param acceptLanguage {@code Accept-Language}
 * @param country ISO 3166-1 alpha-2 code, as a content delivery network says in a header
 * @param address IP address of the visitor
 * @param ownRequest whether the visitor's browser itself sent the request these come from, so that
 *     what is missing says something too
 * @param automated whether the browser says that a program drives it
 */
public record Hints(
    String userAgent,
    String brands,
    String mobile,
    String platform,
    String acceptLanguage,
    String country,
    String address,
    boolean ownRequest,
    boolean automated) {
  /** Nothing known. */
  public static final Hints NONE = new Hints("", "", "", "", "", "", "", false, false);

  /** What a sender says of a visitor who is not itself. */
  public static Hints said(String userAgent, String address) {
    return new Hints(userAgent, "", "", "", "", "", address, false, false);
  }

  /**
   * These, completed by what the visitor's own request showed.
   *
   * @param request hints of the same visitor
   */
  public Hints or(Hints request) {
    return new Hints(
        first(userAgent, request.userAgent),
        first(brands, request.brands),
        first(mobile, request.mobile),
        first(platform, request.platform),
        first(acceptLanguage, request.acceptLanguage),
        first(country, request.country),
        first(address, request.address),
        ownRequest || request.ownRequest,
        automated || request.automated);
  }

  private static String first(String one, String other) {
    return one.isEmpty() ? other : one;
  }
}
