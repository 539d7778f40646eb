package io.polku.service.catalog;

import io.polku.contract.VisitorKey;
import io.polku.contract.definition.Definition.Erasure;
import io.polku.contract.erasure.VisitorHash;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The erasures read so far, and by them who must not be taken again. Nothing is ever removed.
 * Thread-safe.
 */
public final class ErasedVisitors {
  private final Map<String, Map<String, Erasure>> erasures = new ConcurrentHashMap<>();
  private final Map<String, Set<String>> hashes = new ConcurrentHashMap<>();
  private final Set<String> keyIds = ConcurrentHashMap.newKeySet();

  /** Nobody is erased. */
  ErasedVisitors() {}

  void add(Erasure erasure) {
    hashes
        .computeIfAbsent(erasure.site(), site -> ConcurrentHashMap.newKeySet())
        .addAll(erasure.hashes());
    keyIds.add(erasure.keyId());
    erasures
        .computeIfAbsent(erasure.site(), site -> new ConcurrentHashMap<>())
        .put(erasure.id(), erasure);
  }

  /** The erasures of a site, the newest first. */
  public List<Erasure> of(String site) {
    return erasures.getOrDefault(site, Map.of()).values().stream()
        .sorted(Comparator.comparing(Erasure::requestedAt).reversed().thenComparing(Erasure::id))
        .toList();
  }

  /** An erasure of a site. */
  public Optional<Erasure> find(String site, String id) {
    return Optional.ofNullable(erasures.getOrDefault(site, Map.of()).get(id));
  }

  /** How many visitors all erasures of all sites have, where each counts as often as it was. */
  public long visitors() {
    return erasures.values().stream()
        .flatMap(ofSite -> ofSite.values().stream())
        .mapToLong(erasure -> erasure.hashes().size())
        .sum();
  }

  /**
   * Whether the visitor is erased; costs nothing on a site that has erased nobody.
   *
   * @param hash null where there is no secret; then nobody is recognised
   */
  public boolean holds(VisitorKey visitor, @Nullable VisitorHash hash) {
    var ofSite = hashes.get(visitor.site());
    return ofSite != null && hash != null && ofSite.contains(hash.of(visitor));
  }

  /**
   * "" where the erased can be recognised, else why not.
   *
   * @param hash under the secret that there is, or null for none
   */
  public String problem(@Nullable VisitorHash hash) {
    if (keyIds.isEmpty() || (hash != null && keyIds.equals(Set.of(hash.keyId())))) {
      return "";
    }
    return hash == null
        ? "visitors were erased, and POLKU_SECRET is not set (expected: the one of then)"
        : "visitors were erased under another POLKU_SECRET (expected: the one of then)";
  }
}
