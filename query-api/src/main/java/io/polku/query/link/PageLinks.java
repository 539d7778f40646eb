package io.polku.query.link;

import io.polku.contract.definition.Definition.Link;
import io.polku.contract.definition.Definition.Site;
import io.polku.contract.funnel.PathGlob;
import io.polku.contract.link.IntendedLink;
import io.polku.contract.link.LinkMatch;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Links that pages declare themselves, with {@code data-polku-link}. Thread-safe; blocks on
 * ClickHouse.
 */
public final class PageLinks {
  /** Most of a site; those that were seen most. */
  public static final int COUNT_MAX = 200;

  /** How long ago one may have been seen last. */
  private static final Duration SEEN_WITHIN = Duration.ofDays(30);

  private static final List<PathGlob> EVERYWHERE = List.of(new PathGlob("/**"));

  private final ClickHouse clickHouse;

  /** Reads from there. */
  public PageLinks(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * Those that no saved link means, by name. A name that cannot be an id (1 to 60 of {@code a-z 0-9
   * _ -}) declares nothing.
   *
   * @param saved of the site
   * @param now until when they count
   * @throws io.polku.query.store.StoreException when ClickHouse does not answer
   */
  public List<Link> of(Site site, List<Link> saved, Instant now) {
    var meant =
        saved.stream()
            .map(link -> link.link().link().name())
            .filter(Objects::nonNull)
            .collect(Collectors.toSet());
    var ids = saved.stream().map(Link::id).collect(Collectors.toSet());
    var sql =
        Sql.file(
            PageLinks.class,
            "names.sql",
            Map.of(
                "site", site.site(),
                "from_ms", now.minus(SEEN_WITHIN).toEpochMilli(),
                "to_ms", now.toEpochMilli(),
                "limit", COUNT_MAX));
    return clickHouse.query(sql, row -> row.text(1)).stream()
        .filter(name -> !meant.contains(name) && !ids.contains(name))
        .sorted()
        .map(name -> link(site, name))
        .toList();
  }

  private static Link link(Site site, String name) {
    var match = new LinkMatch(name, null, null, null);
    return new Link(
        site.site(),
        name,
        new IntendedLink(name, EVERYWHERE, match, List.of(), null),
        Instant.EPOCH);
  }
}
