package io.polku.streams.visitor;

/**
 * What a visitor's state is worth: what it is computed for, and whether stored history is waited
 * for. Immutable.
 *
 * @param epoch up to which of the site's versions it is computed; behind {@link SiteRules#epoch}
 *     nothing of the visitor is folded until a back-fill comes by
 * @param asked number of the last request for the visitor's history, 0 before the first
 * @param awaiting whether that request is unanswered; nothing is folded meanwhile
 * @param blind whether it is not known what stands at the floor and what others were told; then no
 *     derived row is told before the visitor is rebuilt
 * @param leftOut whether all figures leave the visitor out, for good
 * @param idsFromMillis ids of events at or before it may have been forgotten
 * @param countedDay the last day of the site with events that were folded
 * @param counted how many were in that day
 * @param arrivedMillis when the visitor's last event was received
 */
record Standing(
    long epoch,
    long asked,
    boolean awaiting,
    boolean blind,
    boolean leftOut,
    long idsFromMillis,
    int countedDay,
    int counted,
    long arrivedMillis) {
  /** All ids are known. */
  static final long ALL_IDS = Long.MIN_VALUE;

  /** Of a visitor's first event, or of a state of a version that knew none of this. */
  static Standing first(long epoch) {
    return new Standing(epoch, 0, false, false, false, ALL_IDS, 0, 0, 0);
  }

  /** Whether everything that comes must be kept until history comes. */
  boolean frozen(SiteRules rules) {
    return awaiting || epoch < rules.epoch();
  }

  Standing arrived(long receivedAtMillis) {
    return new Standing(
        epoch,
        asked,
        awaiting,
        blind,
        leftOut,
        idsFromMillis,
        countedDay,
        counted,
        Math.max(arrivedMillis, receivedAtMillis));
  }

  /** With one request more. */
  Standing asking() {
    return new Standing(
        epoch, asked + 1, true, blind, leftOut, idsFromMillis, countedDay, counted, arrivedMillis);
  }

  Standing blinded() {
    return new Standing(epoch, asked, awaiting, true, leftOut, idsFromMillis, 0, 0, arrivedMillis);
  }

  /** Without ids of events up to then. */
  Standing evicted(long highestMillis) {
    return new Standing(epoch, asked, false, !leftOut, leftOut, highestMillis, 0, 0, arrivedMillis);
  }

  Standing left() {
    return new Standing(epoch, asked, awaiting, false, true, idsFromMillis, 0, 0, arrivedMillis);
  }

  /** All is known again. */
  Standing rebuilt(long computedEpoch) {
    return new Standing(computedEpoch, asked, false, false, leftOut, ALL_IDS, 0, 0, arrivedMillis);
  }

  Standing computed(long computedEpoch) {
    return new Standing(
        computedEpoch,
        asked,
        awaiting,
        blind,
        leftOut,
        idsFromMillis,
        countedDay,
        counted,
        arrivedMillis);
  }

  /** With one event more that was folded. */
  Standing counting(int day) {
    return new Standing(
        epoch,
        asked,
        awaiting,
        blind,
        leftOut,
        idsFromMillis,
        day,
        day == countedDay ? counted + 1 : 1,
        arrivedMillis);
  }
}
