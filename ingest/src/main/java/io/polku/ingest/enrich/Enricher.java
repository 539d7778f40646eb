package io.polku.ingest.enrich;

import io.polku.contract.definition.Definition.Site;
import io.polku.contract.event.Context;
import io.polku.contract.event.Page;
import io.polku.ingest.enrich.UserAgents.Agent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Works out page, context and signals of bots. Thread-safe; holds a cache of user agents.
 *
 * <p>Who wins: a sender with the server key over what is worked out here; else what is worked out
 * from addresses over what is said, and what is said of device, browser, system, country and
 * language over what headers show.
 */
public final class Enricher {
  private static final int LANGUAGE_CHARS_MAX = 35;

  private final QueryAllowList allowed;
  private final UserAgents userAgents;
  private final Countries countries;
  private final Bots bots;
  private final ConcurrentHashMap<String, Known> sites = new ConcurrentHashMap<>();

  /** A site, and what it means. */
  private record Known(Site site, SiteTraits traits) {}

  /**
   * What an event says that is to be worked out.
   *
   * @param url address of the page as it was sent, or "" when it happened on none
   * @param address the same taken apart; null when it happened on none
   * @param title as sent
   * @param referrer as sent; any text, or ""
   * @param said what the sender says of its context
   * @param hints what the way it came tells
   * @param visitor who did it
   * @param pageView whether it is a page view
   */
  public record Asked(
      String url,
      @Nullable Address address,
      String title,
      String referrer,
      Context said,
      Hints hints,
      String visitor,
      boolean pageView) {}

  /** Scrubs addresses of browsers by a list. */
  public Enricher(QueryAllowList allowed, UserAgents userAgents, Countries countries, Bots bots) {
    this.allowed = allowed;
    this.userAgents = userAgents;
    this.countries = countries;
    this.bots = bots;
  }

  /** Page, context and signals, as they go into the log. */
  public record Enriched(Page page, Context context, List<String> botReasons) {}

  /**
   * Works out page, context and signals.
   *
   * @param trusted whether the sender holds the server key: its words then win over what is worked
   *     out here, and its addresses are kept as they are
   */
  public Enriched enrich(Site site, Asked asked, boolean trusted) {
    var traits = traits(site);
    var agent = userAgents.of(asked.hints().userAgent());
    var reasons = bots.reasons(asked.hints(), agent);
    if (asked.pageView() && !trusted && bots.tooFast(site.site(), asked.visitor())) {
      reasons = new ArrayList<>(reasons);
      reasons.add("rate");
    }
    return new Enriched(
        page(asked, traits, trusted), context(asked, traits, agent, reasons, trusted), reasons);
  }

  private SiteTraits traits(Site site) {
    var known = sites.get(site.site());
    if (known != null && known.site().equals(site)) {
      return known.traits();
    }
    var traits = SiteTraits.of(site);
    sites.put(site.site(), new Known(site, traits));
    return traits;
  }

  private Page page(Asked asked, SiteTraits traits, boolean trusted) {
    var referrer = trusted ? asked.referrer() : scrubbed(asked.referrer());
    var address = asked.address();
    return address == null
        ? new Page("", "", "", asked.title(), referrer)
        : new Page(
            trusted ? asked.url() : address.scrubbed(allowed),
            address.host(),
            address.path(),
            asked.title(),
            referrer,
            traits.pathGroups().of(address.path()));
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

  private Context context(
      Asked asked, SiteTraits traits, Agent agent, List<String> reasons, boolean trusted) {
    var said = asked.said();
    var hints = asked.hints();
    var address = asked.address();
    var found = address == null ? Campaign.NONE : Campaign.of(address.query());
    var camp =
        new Campaign(
            first(trusted, said.utmSource(), found.source()),
            first(trusted, said.utmMedium(), found.medium()),
            first(trusted, said.utmCampaign(), found.name()),
            first(trusted, said.utmTerm(), found.term()),
            first(trusted, said.utmContent(), found.content()),
            first(trusted, said.clickId(), found.clickId()));
    var cameFrom = host(asked.referrer());
    var ignored =
        !cameFrom.isEmpty()
            && ((address != null && cameFrom.equals(address.host())) || traits.ignores(cameFrom));
    var referrerHost = first(trusted, said.referrerHost(), ignored ? "" : cameFrom);
    var group =
        address == null || (ignored && camp.equals(Campaign.NONE))
            ? ""
            : ChannelGroups.of(camp, referrerHost);
    var mobile = hints.mobile().equals("?1") ? "mobile" : agent.device();
    var platform = UserAgents.platform(hints.platform());
    return new Context(
        first(true, said.device(), mobile),
        first(true, said.browser(), agent.browser()),
        first(true, said.os(), platform.isEmpty() ? agent.os() : platform),
        first(
            true, said.country(), countries.of(hints.country(), hints.address(), said.timeZone())),
        first(true, said.language(), language(hints.acceptLanguage())),
        referrerHost,
        camp.source(),
        camp.medium(),
        camp.name(),
        camp.term(),
        camp.content(),
        camp.clickId(),
        first(trusted, said.channelGroup(), group),
        said.timeZone(),
        said.tracker(),
        first(trusted, said.bot(), Bots.word(reasons)),
        said.consent());
  }

  private static String first(boolean saidFirst, String said, String found) {
    var preferred = saidFirst ? said : found;
    return preferred.isEmpty() ? (saidFirst ? found : said) : preferred;
  }

  /** The first of {@code Accept-Language}, which is the one liked best. */
  private static String language(String accepted) {
    var end = 0;
    while (end < accepted.length() && ",; ".indexOf(accepted.charAt(end)) < 0) {
      end++;
    }
    return end == 0 || accepted.charAt(0) == '*' || end > LANGUAGE_CHARS_MAX
        ? ""
        : accepted.substring(0, end);
  }

  private static String host(String referrer) {
    return referrer.isEmpty() ? "" : Address.parse(referrer).map(Address::host).orElse("");
  }
}
