package io.polku.query.digest;

import com.fasterxml.jackson.databind.JsonNode;
import io.polku.contract.definition.Definition.Digest;
import io.polku.contract.definition.Definition.Site;
import io.polku.contract.definition.Definition.TaskRun;
import io.polku.query.webhook.Webhooks;
import io.polku.query.webhook.Webhooks.Delivery;
import io.polku.service.catalog.Catalog;
import io.polku.service.catalog.DefinitionWriter;
import io.polku.service.logging.Traces;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends each digest once a week. Of several instances that one sends which first notes the run
 * among the definitions; it tries for about an hour. A digest is at most a day late: what was
 * missed before, because nothing ran, is left out. Thread-safe.
 */
public final class Digests implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Digests.class);
  private static final Duration TICK = Duration.ofSeconds(30);
  private static final Duration LATE_MAX = Duration.ofDays(1);
  private static final List<Duration> RETRIES =
      List.of(
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(15),
          Duration.ofHours(1));

  private final Catalog catalog;
  private final DefinitionWriter writer;
  private final Webhooks webhooks;
  private final Content content;
  private final Clock clock;
  private final ScheduledExecutorService ticks =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("polku-digests").factory());
  private final List<Waiting> waiting = new ArrayList<>();

  /** What a digest says. */
  public interface Content {
    /**
     * The body that is posted.
     *
     * @param before the day after the week's last one, by the site's calendar
     */
    JsonNode of(Site site, Digest digest, LocalDate before);
  }

  /** A digest that was not taken yet. */
  private record Waiting(Site site, Digest digest, LocalDate before, int tries, Instant next) {}

  /** One that looks only when it is told to. */
  Digests(
      Catalog catalog, DefinitionWriter writer, Webhooks webhooks, Content content, Clock clock) {
    this.catalog = catalog;
    this.writer = writer;
    this.webhooks = webhooks;
    this.content = content;
    this.clock = clock;
  }

  /** Starts looking, twice a minute, for what is due. */
  public static Digests start(
      Catalog catalog, DefinitionWriter writer, Webhooks webhooks, Content content, Clock clock) {
    var digests = new Digests(catalog, writer, webhooks, content, clock);
    var _ =
        digests.ticks.scheduleWithFixedDelay(
            digests::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    return digests;
  }

  /** Sends one now, whether or not it is due; the week is the one before today. */
  public Delivery sendNow(Site site, Digest digest) {
    var today = clock.instant().atZone(site.timeZone()).toLocalDate();
    return webhooks.post(digest.digest().url(), content.of(site, digest, today));
  }

  @Override
  public void close() {
    ticks.shutdownNow();
  }

  @SuppressWarnings("IllegalCatch")
  private void tick() {
    try {
      send();
    } catch (RuntimeException e) {
      // The next tick tries again; the thread must live.
      LOG.warn("digests could not be sent, trying again", Traces.of(e));
    }
  }

  /** Sends all that is due. */
  synchronized void send() {
    var now = clock.instant();
    for (var site : catalog.sites()) {
      for (var digest : catalog.saved(Digest.class, Digest.keyPrefix(site.site()))) {
        var due = digest.digest().dueAt(now, site.timeZone());
        if (!due.isBefore(digest.changedAt())
            && due.plus(LATE_MAX).isAfter(now)
            && takenOn(site.site(), digest.id(), due)) {
          var before = due.atZone(site.timeZone()).toLocalDate();
          waiting.add(new Waiting(site, digest, before, 0, now));
        }
      }
    }
    for (var each : List.copyOf(waiting)) {
      if (!each.next().isAfter(now)) {
        waiting.remove(each);
        attempt(each, now);
      }
    }
  }

  private boolean takenOn(String site, String id, Instant due) {
    var task = "digest/" + id;
    if (isDone(site, task, due)) {
      return false;
    }
    return writer
        .write(
            () ->
                isDone(site, task, due)
                    ? Optional.<TaskRun>empty()
                    : Optional.of(new TaskRun(site, task, due)))
        .isPresent();
  }

  private boolean isDone(String site, String task, Instant due) {
    return catalog.task(site, task).filter(run -> !run.due().isBefore(due)).isPresent();
  }

  private void attempt(Waiting each, Instant now) {
    var name = each.site().site() + "/" + each.digest().id();
    String reason;
    try {
      var body = content.of(each.site(), each.digest(), each.before());
      switch (webhooks.post(each.digest().digest().url(), body)) {
        case Delivery.Taken _ -> {
          LOG.info("digest {} of the week before {} was sent", name, each.before());
          return;
        }
        case Delivery.Failed(var why) -> reason = why;
      }
    } catch (RuntimeException e) {
      reason = String.valueOf(e.getMessage());
    }
    if (each.tries() < RETRIES.size()) {
      var wait = RETRIES.get(each.tries());
      LOG.warn("digest {} was not taken, again in {}: {}", name, wait, reason);
      waiting.add(
          new Waiting(each.site(), each.digest(), each.before(), each.tries() + 1, now.plus(wait)));
    } else {
      LOG.error("digest {} of the week before {} is given up: {}", name, each.before(), reason);
    }
  }
}
