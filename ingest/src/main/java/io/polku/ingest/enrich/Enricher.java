package io.polku.ingest.enrich;

import io.polku.contract.event.Context;
import io.polku.contract.event.Page;

/** Works out page and context of an event. Stateless but for the allow-list; thread-safe. */
public final class Enricher {
  private final QueryAllowList allowed;

  /** Scrubs addresses of browsers by this list. */
  public Enricher(QueryAllowList allowed) {
    this.allowed = allowed;
  }

  /** Page and context, as they go into the log. */
  public record Enriched(Page page, Context context) {}

  /**
   * Works out page and context.
   *
   * @param address of the page; its query is read before it is scrubbed
   * @param url the address as it was sent
   * @param title as sent
   * @param referrer as sent; any text, or ""
   * @param said what the sender says of its context
   * @param trusted whether the sender holds the server key: its words then win over what is worked
   *     out here, and its addresses are kept as they are
   */
  public Enriched enrich(
      Address address, String url, String title, String referrer, Context said, boolean trusted) {
    var page =
        new Page(
            trusted ? url : address.scrubbed(allowed),
            address.host(),
            address.path(),
            title,
            trusted ? referrer : scrubbed(referrer));
    return new Enriched(
        page, context(referrerHost(referrer, address.host()), address.query(), said, trusted));
  }

  /** The same for an event that happened on no page. */
  public Enriched enrich(String title, String referrer, Context said, boolean trusted) {
    var page = new Page("", "", "", title, trusted ? referrer : scrubbed(referrer));
    return new Enriched(page, context(referrerHost(referrer, ""), "", said, trusted));
  }

  /**
   * Any address without what may be personal: of an absolute one what {@link Address#scrubbed}
   * leaves, of {@code mailto:}, {@code tel:} and the like the scheme, of a relative one the part
   * before query and fragment.
   */
  public String scrubbed(String address) {
    if (address.isEmpty()) {
      return "";
    }
    var absolute = Address.parse(address);
    if (absolute.isPresent()) {
      return absolute.get().scrubbed(allowed);
    }
    var end = 0;
    while (end < address.length() && "?#:/".indexOf(address.charAt(end)) < 0) {
      end++;
    }
    if (end > 0 && end < address.length() && address.charAt(end) == ':') {
      return address.substring(0, end + 1);
    }
    while (end < address.length() && "?#".indexOf(address.charAt(end)) < 0) {
      end++;
    }
    return address.substring(0, end);
  }

  private static Context context(String referrerHost, String query, Context said, boolean trusted) {
    var campaign = Campaign.of(query);
    return new Context(
        said.device(),
        said.browser(),
        said.os(),
        said.country(),
        said.language(),
        first(trusted, said.referrerHost(), referrerHost),
        first(trusted, said.utmSource(), campaign.source()),
        first(trusted, said.utmMedium(), campaign.medium()),
        first(trusted, said.utmCampaign(), campaign.name()),
        said.utmTerm(),
        said.utmContent(),
        said.clickId(),
        said.channelGroup(),
        said.timeZone(),
        said.tracker(),
        said.bot());
  }

  private static String first(boolean saidFirst, String said, String found) {
    var preferred = saidFirst ? said : found;
    return preferred.isEmpty() ? (saidFirst ? found : said) : preferred;
  }

  private static String referrerHost(String referrer, String ownHost) {
    if (referrer.isEmpty()) {
      return "";
    }
    return Address.parse(referrer)
        .map(Address::host)
        .filter(host -> !host.equals(ownHost))
        .orElse("");
  }
}
