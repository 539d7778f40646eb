package io.polku.ingest.collect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polku.contract.definition.Definition.Link;
import io.polku.contract.json.Json;
import io.polku.contract.link.IntendedLink;
import io.polku.contract.link.LinkJson;
import io.polku.service.catalog.Catalog;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The links that a site has declared, for the tracker's module {@code links}: which elements of
 * which pages, {@code {"links":[{"pages":["/"],"href":"/sale/**"}]}}. Any visitor may read it, so
 * it says nothing that the pages do not show: no names given to links, no goals, no expected
 * shares. Thread-safe.
 */
final class DeclaredLinks {
  private static final String CACHE_CONTROL = "public, max-age=300, stale-while-revalidate=3600";

  private final Catalog catalog;

  /** Of sites that exist only, so that nobody can make it grow. */
  private final Map<String, Made> made = new ConcurrentHashMap<>();

  /** An answer, and the definitions that it was made from. */
  private record Made(List<Link> links, Asset asset) {}

  DeclaredLinks(Catalog catalog) {
    this.catalog = catalog;
  }

  /**
   * The answer for a site.
   *
   * @throws ProblemException when there is no such site, or sites are not known yet
   */
  Asset of(String site) throws ProblemException {
    if (!catalog.ready()) {
      throw ProblemException.passing(
          Problem.STARTING, "the sites are not known yet; come again", Collector.RETRY_SECONDS);
    }
    if (catalog.site(site).isEmpty()) {
      throw new ProblemException(
          Problem.UNKNOWN_SITE, "site: " + Refusal.shown(site) + " (expected: the name of a site)");
    }
    var links = catalog.saved(Link.class, Link.keyPrefix(site));
    var known = made.get(site);
    if (known == null || !known.links().equals(links)) {
      known = new Made(links, asset(links));
      made.put(site, known);
    }
    return known.asset();
  }

  private static Asset asset(List<Link> links) {
    var json = Json.mapper().createObjectNode();
    var array = json.putArray("links");
    links.forEach(link -> array.add(shown(link.link())));
    return Asset.of(
        json.toString().getBytes(StandardCharsets.UTF_8), "application/json", CACHE_CONTROL);
  }

  private static ObjectNode shown(IntendedLink link) {
    var whole = LinkJson.write(link);
    var shown = Json.mapper().createObjectNode();
    shown.set("pages", whole.get("pages"));
    shown.setAll((ObjectNode) whole.get("link"));
    return shown;
  }
}
