package io.polku.testkit.simulator;

/** How somebody comes to the shop. */
public enum Entrance {
  /** A search engine's result; lands anywhere. */
  SEARCH("https://search.example/", ""),
  /** A link in the newsletter. */
  NEWSLETTER("", "utm_source=newsletter&utm_medium=email&utm_campaign=autumn"),
  /** A paid advertisement. */
  ADVERTISEMENT("https://search.example/", "utm_source=search&utm_medium=cpc&utm_campaign=rain"),
  /** A post that somebody shared. */
  SOCIAL("https://social.example/", "utm_source=social&utm_medium=post&utm_campaign=stories"),
  /** The address typed in, or a bookmark. */
  DIRECT("", "");

  private final String referrer;
  private final String query;

  Entrance(String referrer, String query) {
    this.referrer = referrer;
    this.query = query;
  }

  /** Address they come from; "" for none. */
  public String referrer() {
    return referrer;
  }

  /** Query of the landing page; "" for none. */
  public String query() {
    return query;
  }
}
