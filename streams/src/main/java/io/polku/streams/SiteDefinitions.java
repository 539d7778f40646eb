package io.polku.streams;

import io.polku.contract.definition.Definition;
import io.polku.contract.definition.Definition.AlertRun;
import io.polku.contract.definition.Definition.Deletion;
import io.polku.contract.definition.Definition.Erasure;
import io.polku.contract.definition.Definition.FunnelDeletion;
import io.polku.contract.definition.Definition.FunnelVersion;
import io.polku.contract.definition.Definition.Saved;
import io.polku.contract.definition.Definition.Site;
import io.polku.contract.definition.Definition.TaskRun;
import io.polku.contract.definition.Definition.Token;
import io.polku.streams.funnel.LiveFunnel;
import io.polku.streams.visitor.SiteRules;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the definitions read so far come to: for each site its rules, and of each funnel the latest
 * version that is not deleted. Not thread-safe; each task has its own.
 */
final class SiteDefinitions {
  /** The latest version of a funnel, and up to which version it is deleted. */
  private record Latest(int version, LiveFunnel funnel) {}

  private final Map<String, Site> sites = new HashMap<>();
  private final Map<String, Map<String, Latest>> funnels = new HashMap<>();
  private final Map<String, Map<String, Integer>> deleted = new HashMap<>();
  private final Map<String, Map<String, Map<Integer, Long>>> epochs = new HashMap<>();
  private final Map<String, Long> siteEpochs = new HashMap<>();
  private final Map<String, SiteRules> rules = new HashMap<>();

  /** Takes up a definition; the order of arrival does not matter. */
  void add(Definition definition) {
    rules.remove(definition.site());
    switch (definition) {
      case Site site -> sites.put(site.site(), site);
      case FunnelVersion version ->
          of(funnels, version.site())
              .merge(
                  version.id(),
                  new Latest(version.version(), LiveFunnel.of(version)),
                  (one, other) -> one.version() > other.version() ? one : other);
      case FunnelDeletion deletion ->
          of(deleted, deletion.site()).merge(deletion.id(), deletion.version(), Math::max);
      case Token _, Erasure _, Saved _, Deletion _, TaskRun _, AlertRun _ -> {
        // Of no meaning here: who may ask, and what is asked for.
      }
    }
  }

  /** Notes with which epoch of its site a version came; without a note it is 0. */
  void came(String site, String funnel, int version, long epoch) {
    rules.remove(site);
    of(epochs, site).computeIfAbsent(funnel, id -> new HashMap<>()).put(version, epoch);
    siteEpochs.merge(site, epoch, Math::max);
  }

  /** The site's epoch: how many versions have come. */
  long epoch(String site) {
    return siteEpochs.getOrDefault(site, 0L);
  }

  /** The rules of a site, which are the defaults while nobody has defined it. */
  SiteRules rules(String site) {
    return rules.computeIfAbsent(site, this::make);
  }

  private SiteRules make(String name) {
    var site = sites.get(name);
    var live = live(name);
    var undefined = SiteRules.UNDEFINED;
    return site == null
        ? new SiteRules(
            undefined.zone(),
            undefined.session(),
            undefined.grace(),
            live,
            epoch(name),
            epochs(name, live))
        : new SiteRules(
            site.timeZone(),
            site.sessionRules(),
            site.grace(),
            live,
            epoch(name),
            epochs(name, live));
  }

  private List<Long> epochs(String site, List<LiveFunnel> live) {
    var known = epochs.getOrDefault(site, Map.of());
    return live.stream()
        .map(f -> known.getOrDefault(f.id(), Map.of()).getOrDefault(f.version(), 0L))
        .toList();
  }

  private List<LiveFunnel> live(String site) {
    var deletions = deleted.getOrDefault(site, Map.of());
    return new TreeMap<>(funnels.getOrDefault(site, Map.of()))
        .values().stream()
            .map(Latest::funnel)
            .filter(funnel -> funnel.version() > deletions.getOrDefault(funnel.id(), 0))
            .toList();
  }

  private static <T> Map<String, T> of(Map<String, Map<String, T>> bySite, String site) {
    return bySite.computeIfAbsent(site, name -> new HashMap<>());
  }
}
