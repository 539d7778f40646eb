package io.polku.streams.history;

import io.polku.contract.history.History;
import java.util.List;

/**
 * One walk over the visitors of a site in a partition, for some versions of its funnels.
 *
 * @param site the site
 * @param epoch the last of the versions' epochs
 * @param versions whose facts are filled in
 * @param cursor the last visitor who is done, or ""
 * @param events events of the site in the partition when it began
 * @param done events of visitors who are done
 */
record Backfill(
    String site,
    long epoch,
    List<History.Version> versions,
    String cursor,
    long events,
    long done) {
  /** With more visitors done. */
  Backfill after(String lastVisitor, long eventsOfPage) {
    return new Backfill(site, epoch, versions, lastVisitor, events, done + eventsOfPage);
  }

  /** The share of the events that is done, which is 1 only at the end. */
  History.Backfilled progress(boolean complete) {
    var share = events == 0 ? 0 : Math.min(0.999, (double) done / events);
    return new History.Backfilled(
        site, epoch, versions, complete ? 1 : share, complete ? "" : cursor, complete);
  }
}
