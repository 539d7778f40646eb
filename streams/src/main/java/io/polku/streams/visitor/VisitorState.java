package io.polku.streams.visitor;

import io.polku.streams.event.SlimEvent;
import java.util.List;
import java.util.Map;

/**
 * All that is known of a visitor, and only valid together with the {@link SiteRules} it was read
 * with. Immutable; {@link VisitorCodec} is its stored form.
 *
 * @param ver counts the visitor's changes
 * @param highestMillis the latest event time seen
 * @param floorMillis events at or before it have become final; never moves back
 * @param idsStored whether ids of the visitor's events lie in the store of ids
 * @param folded where the visitor stands at the floor
 * @param retained events after the floor, in order; while history is waited for, all that came
 * @param emitted fingerprints of the rows that others have been told and that may still change
 * @param standing what all this is worth
 */
record VisitorState(
    long ver,
    long highestMillis,
    long floorMillis,
    boolean idsStored,
    Progress folded,
    List<SlimEvent> retained,
    Map<RowKey, Long> emitted,
    Standing standing) {

  /** Nobody seen yet: nothing is late for them. */
  static VisitorState first(SiteRules rules) {
    return new VisitorState(
        0,
        Long.MIN_VALUE,
        Long.MIN_VALUE,
        false,
        Progress.none(rules),
        List.of(),
        Map.of(),
        Standing.first(rules.epoch()));
  }

  /** The same with another standing. */
  VisitorState with(Standing other) {
    return new VisitorState(
        ver, highestMillis, floorMillis, idsStored, folded, retained, emitted, other);
  }

  /** Without anything that was computed or held; ids are in the store. */
  VisitorState bare(long highest, SiteRules rules, Standing other) {
    return new VisitorState(
        ver, highest, floorMillis, true, Progress.none(rules), List.of(), Map.of(), other);
  }
}
