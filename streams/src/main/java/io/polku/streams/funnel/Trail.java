package io.polku.streams.funnel;

import io.polku.contract.funnel.Signal;
import io.polku.contract.funnel.WayOut;
import io.polku.streams.event.SlimEvent;

/**
 * The {@link WayOut} of an event while the events after it are gone through. Immutable.
 *
 * @param lastPage as in {@link WayOut}
 * @param lastClick as in {@link WayOut}
 * @param next as in {@link WayOut}
 * @param signals their {@link Signal#bit} taken together
 * @param open whether the next event of the session is still part of it
 */
public record Trail(String lastPage, String lastClick, String next, int signals, boolean open) {
  /** The way out of an event, before anything followed it. */
  static Trail of(Occurrence at) {
    return new Trail(at.lastPage(), "", "", 0, true);
  }

  /** With the visitor's next event, which is of the same session. */
  Trail with(SlimEvent event) {
    if (!open) {
      return this;
    }
    var signal = event.signal();
    var all = signal == null ? signals : signals | signal.bit();
    if (event.endsWayOut()) {
      return new Trail(lastPage, lastClick, event.next(), all, false);
    }
    var click = event.kind() == SlimEvent.Kind.CLICK ? event.label() : lastClick;
    return all == signals && click.equals(lastClick)
        ? this
        : new Trail(lastPage, click, next, all, true);
  }

  /** When the session is over. */
  Trail sessionEnded() {
    return open ? new Trail(lastPage, lastClick, next, signals, false) : this;
  }

  /** As others know it. */
  public WayOut toWayOut() {
    return new WayOut(lastPage, lastClick, next, Signal.ofBits(signals));
  }
}
