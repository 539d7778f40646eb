package io.polku.service.catalog;

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
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** What the definitions read so far amount to. Immutable; {@link #with} makes the next one. */
final class CatalogState {
  static final CatalogState EMPTY =
      new CatalogState(Map.of(), Map.of(), Map.of(), new TreeMap<>(), Map.of(), Map.of());

  /** All versions of one funnel, by number, and up to which one they are deleted. */
  private record Funnel(TreeMap<Integer, FunnelVersion> versions, int deletedUpTo) {
    static final Funnel NONE = new Funnel(new TreeMap<>(), 0);

    Optional<FunnelVersion> latest() {
      return Optional.ofNullable(versions.lastEntry())
          .filter(last -> last.getKey() > deletedUpTo)
          .map(Map.Entry::getValue);
    }
  }

  private final Map<String, Site> sites;
  private final Map<String, Map<String, Funnel>> funnels;
  private final Map<String, Token> tokens;
  private final NavigableMap<String, Saved> saved;
  private final Map<String, TaskRun> tasks;
  private final Map<String, AlertRun> alertRuns;

  private CatalogState(
      Map<String, Site> sites,
      Map<String, Map<String, Funnel>> funnels,
      Map<String, Token> tokens,
      NavigableMap<String, Saved> saved,
      Map<String, TaskRun> tasks,
      Map<String, AlertRun> alertRuns) {
    this.sites = sites;
    this.funnels = funnels;
    this.tokens = tokens;
    this.saved = saved;
    this.tasks = tasks;
    this.alertRuns = alertRuns;
  }

  CatalogState with(Definition definition) {
    return switch (definition) {
      case Site site -> {
        var next = new TreeMap<>(sites);
        next.put(site.site(), site);
        yield new CatalogState(next, funnels, tokens, saved, tasks, alertRuns);
      }
      case FunnelVersion version -> {
        var funnel = funnel(version.site(), version.id());
        var versions = new TreeMap<>(funnel.versions());
        versions.put(version.version(), version);
        yield withFunnel(version.site(), version.id(), new Funnel(versions, funnel.deletedUpTo()));
      }
      case FunnelDeletion deletion -> {
        var funnel = funnel(deletion.site(), deletion.id());
        yield withFunnel(
            deletion.site(), deletion.id(), new Funnel(funnel.versions(), deletion.version()));
      }
      // Kept apart: there may be many, and none is ever changed.
      case Erasure _ -> this;
      case Token token -> {
        var next = new HashMap<>(tokens);
        next.put(token.id(), token);
        yield new CatalogState(sites, funnels, next, saved, tasks, alertRuns);
      }
      case Saved one -> {
        var next = new TreeMap<>(saved);
        next.put(one.key(), one);
        yield new CatalogState(sites, funnels, tokens, next, tasks, alertRuns);
      }
      case Deletion deletion -> {
        var next = new TreeMap<>(saved);
        next.remove(deletion.key());
        yield new CatalogState(sites, funnels, tokens, next, tasks, alertRuns);
      }
      case TaskRun run -> {
        var next = new HashMap<>(tasks);
        next.put(run.key(), run);
        yield new CatalogState(sites, funnels, tokens, saved, next, alertRuns);
      }
      case AlertRun run -> {
        var next = new HashMap<>(alertRuns);
        next.put(run.key(), run);
        yield new CatalogState(sites, funnels, tokens, saved, tasks, next);
      }
    };
  }

  Collection<Site> sites() {
    return sites.values();
  }

  Optional<Site> site(String name) {
    return Optional.ofNullable(sites.get(name));
  }

  List<FunnelVersion> liveFunnels(String site) {
    return funnels.getOrDefault(site, Map.of()).values().stream()
        .flatMap(funnel -> funnel.latest().stream())
        .toList();
  }

  Optional<FunnelVersion> liveFunnel(String site, String id) {
    return funnel(site, id).latest();
  }

  Optional<FunnelVersion> version(String site, String id, int version) {
    return Optional.ofNullable(funnel(site, id).versions().get(version));
  }

  int lastVersion(String site, String id) {
    var versions = funnel(site, id).versions();
    return versions.isEmpty() ? 0 : versions.lastKey();
  }

  List<Token> tokens(String site) {
    return tokens.values().stream().filter(token -> token.site().equals(site)).toList();
  }

  Optional<Token> token(String id) {
    return Optional.ofNullable(tokens.get(id));
  }

  /** All whose keys begin so, by key. */
  Collection<Saved> saved(String prefix) {
    return saved.subMap(prefix, true, prefix + Character.MAX_VALUE, false).values();
  }

  Optional<TaskRun> task(String site, String name) {
    return Optional.ofNullable(tasks.get(TaskRun.keyOf(site, name)));
  }

  Optional<AlertRun> alertRun(String site, String id) {
    return Optional.ofNullable(alertRuns.get(AlertRun.keyOf(site, id)));
  }

  private Funnel funnel(String site, String id) {
    return funnels.getOrDefault(site, Map.of()).getOrDefault(id, Funnel.NONE);
  }

  private CatalogState withFunnel(String site, String id, Funnel funnel) {
    var ofSite = new TreeMap<>(funnels.getOrDefault(site, Map.of()));
    ofSite.put(id, funnel);
    var next = new HashMap<>(funnels);
    next.put(site, ofSite);
    return new CatalogState(sites, next, tokens, saved, tasks, alertRuns);
  }
}
