package io.polku.ingest.collect;

import io.polku.contract.change.Rejected;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Which dead letters of bodies that were refused as a whole are kept: anyone can send such bodies
 * in any site's name, and must not fill its ledger. Thread-safe.
 */
final class Letters {
  /** Of one address, ten seconds' worth at once. */
  private static final int CLIENT_PER_SECOND = 1;

  private static final int CLIENT_SLOTS = 1 << 14;
  private static final int SITE_SLOTS = 1 << 12;
  private static final int BURST_SECONDS = 10;

  private final RateLimit clients;
  private final RateLimit sites;
  private final IngestMetrics metrics;
  private final LongSupplier nanos;

  /**
   * Counts from now on.
   *
   * @param sitePerSecond letters of one site, ten seconds' worth at once
   * @param seed see {@link RateLimit}
   * @param metrics told of those that are not kept
   * @param nanos a clock that never goes back, from 0
   */
  Letters(int sitePerSecond, long seed, IngestMetrics metrics, LongSupplier nanos) {
    this.clients = new RateLimit(CLIENT_SLOTS, CLIENT_PER_SECOND, BURST_SECONDS, seed);
    this.sites = new RateLimit(SITE_SLOTS, sitePerSecond, BURST_SECONDS, seed);
    this.metrics = metrics;
    this.nanos = nanos;
  }

  /**
   * Those to keep, from the first.
   *
   * @param client who sent them
   */
  List<Rejected> kept(List<Rejected> letters, TrustedProxies.Client client) {
    var now = nanos.getAsLong();
    var kept = new ArrayList<Rejected>();
    for (var letter : letters) {
      // Who sends too many takes nothing from what is left for others.
      if ((!client.known() || clients.take(client.number(), 1, now) == 0)
          && sites.take(letter.site().hashCode(), 1, now) == 0) {
        kept.add(letter);
      } else {
        metrics.letterNotKept(letter.code());
      }
    }
    return kept;
  }
}
