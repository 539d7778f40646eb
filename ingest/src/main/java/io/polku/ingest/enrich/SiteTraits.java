package io.polku.ingest.enrich;

import io.polku.contract.definition.Definition.Site;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a site's definition means for its events.
 *
 * @param ownHosts hosts of its origins: who comes from there was there before
 * @param ignoredReferrers domains, with their subdomains, that are no source of visitors
 * @param pathGroups how its paths are folded
 */
record SiteTraits(Set<String> ownHosts, Set<String> ignoredReferrers, PathGroups pathGroups) {
  static SiteTraits of(Site site) {
    return new SiteTraits(
        site.origins().stream()
            .flatMap(origin -> Address.parse(origin).stream())
            .map(Address::host)
            .collect(Collectors.toUnmodifiableSet()),
        Set.copyOf(site.ignoredReferrers()),
        new PathGroups(site.pathPatterns()));
  }

  /** Whether a referrer is no new source: the site itself, or where its visitors pay. */
  boolean ignores(String host) {
    if (ownHosts.contains(host) || Sources.ofHost(host) == Sources.Kind.PAYMENT) {
      return true;
    }
    for (var at = 0; at >= 0; at = host.indexOf('.', at) + 1) {
      if (ignoredReferrers.contains(host.substring(at))) {
        return true;
      }
      if (host.indexOf('.', at) < 0) {
        return false;
      }
    }
    return false;
  }
}
