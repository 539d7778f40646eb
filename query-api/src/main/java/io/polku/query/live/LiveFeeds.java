package io.polku.query.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.polku.contract.definition.Definition.FunnelVersion;
import io.polku.contract.definition.Definition.Site;
import io.polku.contract.json.Json;
import io.polku.query.store.DataState;
import io.polku.query.store.StoreException;
import io.polku.service.logging.Traces;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners what is happening. However many listen to a site, one thread reads it, and only
 * while somebody does: about every second whether something new is stored, and then the figures.
 * Without anything new they are read every 15 s, since time goes on. Thread-safe.
 */
public final class LiveFeeds implements AutoCloseable {
  /** Most listeners of one site. */
  public static final int LISTENERS_OF_SITE_MAX = 50;

  /** Most listeners of all sites. */
  public static final int LISTENERS_MAX = 500;

  /** What keeps a connection alive while nothing can be told. */
  public static final String ALIVE = ": alive\n\n";

  private static final Logger LOG = LoggerFactory.getLogger(LiveFeeds.class);
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final Duration SILENCE_MAX = Duration.ofSeconds(15);

  private final LiveReports reports;
  private final DataState.Reader states;
  private final Function<String, List<FunnelVersion>> funnels;
  private final Supplier<Instant> asOf;
  private final Clock clock;
  private final Map<String, Feed> feeds = new HashMap<>();
  private int listeners;
  private boolean closed;

  /**
   * @param reports reads the figures
   * @param states tells whether something new is stored
   * @param funnels of a site, the latest version of each
   * @param asOf how far the log has been processed
   * @param clock for what is now
   */
  public LiveFeeds(
      LiveReports reports,
      DataState.Reader states,
      Function<String, List<FunnelVersion>> funnels,
      Supplier<Instant> asOf,
      Clock clock) {
    this.reports = reports;
    this.states = states;
    this.funnels = funnels;
    this.asOf = asOf;
    this.clock = clock;
  }

  /** What came of wanting to listen. */
  public sealed interface Admission {
    /** Messages come until it is closed. Closing it again does nothing. */
    record Admitted(Runnable close) implements Admission {}

    /** The site has as many listeners as it may. */
    record SiteFull() implements Admission {}

    /** There are as many listeners as there may be, or it is closed. */
    record Full() implements Admission {}
  }

  /**
   * Listens to a site.
   *
   * @param listener gets each message as text of an event stream, the first at once or as soon as
   *     it is read; must not block
   */
  public synchronized Admission listen(Site site, Consumer<String> listener) {
    if (closed || listeners >= LISTENERS_MAX) {
      return new Admission.Full();
    }
    var feed = feeds.get(site.site());
    if (feed == null) {
      feed = new Feed(site);
      feeds.put(site.site(), feed);
      Thread.ofVirtual().name("polku-live-" + site.site()).start(feed);
    }
    if (feed.audience.size() >= LISTENERS_OF_SITE_MAX) {
      return new Admission.SiteFull();
    }
    // Each is an object of its own, so that one may listen twice.
    var seat = new Seat(listener);
    feed.audience.add(seat);
    listeners++;
    if (feed.latest != null) {
      listener.accept(feed.latest);
    }
    var joined = feed;
    return new Admission.Admitted(() -> leave(joined, seat));
  }

  /** Lets a registry show how many listen. */
  public void show(MeterRegistry registry) {
    Gauge.builder("polku.query.live.listeners", this, LiveFeeds::listeners)
        .description("Open streams of live figures")
        .register(registry);
  }

  /** How many listen. */
  public synchronized int listeners() {
    return listeners;
  }

  /** How many sites are read. */
  public synchronized int feeds() {
    return feeds.size();
  }

  @Override
  public synchronized void close() {
    closed = true;
    feeds.values().forEach(feed -> feed.audience.clear());
    listeners = 0;
  }

  private synchronized void leave(Feed feed, Seat seat) {
    if (feed.audience.remove(seat)) {
      listeners--;
    }
  }

  private synchronized boolean endIfNobodyListens(Feed feed) {
    if (feed.audience.isEmpty()) {
      feeds.remove(feed.site.site(), feed);
      return true;
    }
    return false;
  }

  private synchronized void tell(Feed feed, String message, boolean keep) {
    if (keep) {
      feed.latest = message;
    }
    feed.audience.forEach(seat -> seat.listener.accept(message));
  }

  private static final class Seat {
    private final Consumer<String> listener;

    Seat(Consumer<String> listener) {
      this.listener = listener;
    }
  }

  /** One site: who listens, and the loop that reads. */
  private final class Feed implements Runnable {
    private final Site site;
    private final Set<Seat> audience = new HashSet<>();
    private @Nullable String latest;
    private String version = "";
    private Instant toldAt = Instant.MIN;

    Feed(Site site) {
      this.site = site;
    }

    @Override
    public void run() {
      while (!endIfNobodyListens(this)) {
        look();
        try {
          Thread.sleep(EVERY);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }

    @SuppressWarnings("IllegalCatch")
    private void look() {
      try {
        var processed = asOf.get();
        var stored = states.version(site.site());
        var silent = Duration.between(toldAt, clock.instant()).compareTo(SILENCE_MAX) >= 0;
        if (silent || !stored.equals(version)) {
          var now = clock.instant();
          var live = reports.report(site, funnels.apply(site.site()), stored, processed, now);
          version = stored;
          toldAt = now;
          tell(this, message(live), true);
        }
      } catch (StoreException e) {
        LOG.debug("{} cannot be told: {}", site.site(), e.getMessage());
        alive();
      } catch (RuntimeException e) {
        // Without this thread nobody would be told anything any more.
        LOG.error("{} cannot be told", site.site(), Traces.of(e));
        alive();
      }
    }

    private void alive() {
      var now = clock.instant();
      if (Duration.between(toldAt, now).compareTo(SILENCE_MAX) >= 0) {
        toldAt = now;
        tell(this, ALIVE, false);
      }
    }
  }

  private static String message(Object live) {
    try {
      return "event: live\ndata: " + Json.mapper().writeValueAsString(live) + "\n\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an answer cannot fail to be written", e);
    }
  }
}
