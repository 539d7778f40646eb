package io.polku.query.alert;

import io.polku.contract.alert.AlertRule;
import io.polku.contract.alert.AlertRule.Is;
import io.polku.contract.alert.AlertState;
import io.polku.contract.alert.AlertState.Delivery;
import io.polku.contract.alert.AlertState.Event;
import io.polku.contract.alert.AlertState.Judgement;
import io.polku.contract.alert.AlertState.Message;
import io.polku.contract.alert.AlertState.Outcome;
import io.polku.contract.alert.AlertState.Status;
import io.polku.contract.definition.Definition.Alert;
import io.polku.contract.definition.Definition.AlertRun;
import io.polku.contract.definition.Definition.Link;
import io.polku.contract.definition.Definition.Site;
import io.polku.query.definition.Funnels;
import io.polku.query.definition.SavedDefinitions;
import io.polku.query.funnel.FunnelReports;
import io.polku.query.link.LinkReports;
import io.polku.query.quality.LossReports;
import io.polku.query.range.TimeRange;
import io.polku.query.store.DataState;
import io.polku.query.webhook.Webhooks;
import io.polku.service.catalog.Catalog;
import io.polku.service.catalog.DefinitionWriter;
import io.polku.service.logging.Traces;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges the last period of each rule once, and tells people what follows. How it stands is noted
 * among the definitions before anything is sent, so that of several instances one sends, and a
 * restart neither repeats nor forgets; an attempt is noted before it is made, so a message comes
 * twice only if an instance dies between sending it and noting that it was taken. Then both have
 * the same id. Thread-safe.
 */
public final class Alerts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Alerts.class);
  private static final Duration TICK = Duration.ofSeconds(30);

  /** After a figure could not be had. */
  private static final Duration PAUSE = Duration.ofMinutes(5);

  /** After the first, second … attempt; none follows the last. */
  private static final List<Duration> RETRIES =
      List.of(
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(15),
          Duration.ofHours(1),
          Duration.ofHours(4));

  private static final double MILLIS = 1_000;

  private final Catalog catalog;
  private final DefinitionWriter writer;
  private final Webhooks webhooks;
  private final Figures figures;
  private final AlertText text;
  private final Clock clock;
  private final Map<String, Instant> pauses = new HashMap<>();
  private final ScheduledExecutorService ticks =
      Executors.newScheduledThreadPool(
          2, Thread.ofPlatform().daemon().name("polku-alerts-", 0).factory());

  /** A message that a channel is to be sent. */
  private record Due(Site site, Alert alert, Message message, int channel) {}

  /** One that looks only when it is told to. */
  Alerts(
      Catalog catalog,
      DefinitionWriter writer,
      Webhooks webhooks,
      Figures figures,
      AlertText text,
      Clock clock) {
    this.catalog = catalog;
    this.writer = writer;
    this.webhooks = webhooks;
    this.figures = figures;
    this.text = text;
    this.clock = clock;
  }

  /**
   * Starts looking, twice a minute, for what is to be judged and sent.
   *
   * @param publicUrl where people open the pages; "" where nobody said
   * @param asOf how far the log has been processed
   */
  public static Alerts start(
      Catalog catalog,
      DefinitionWriter writer,
      Webhooks webhooks,
      Funnels funnels,
      SavedDefinitions<Link> links,
      FunnelReports funnelReports,
      LinkReports linkReports,
      LossReports losses,
      DataState.Reader states,
      Supplier<Instant> asOf,
      String publicUrl,
      Clock clock) {
    var alerts =
        new Alerts(
            catalog,
            writer,
            webhooks,
            new StoredFigures(funnels, links, funnelReports, linkReports, losses, states, asOf),
            new AlertText(publicUrl),
            clock);
    alerts.every(TICK, alerts::judgeAll);
    // Beside it: figures that take long keep no message back.
    alerts.every(TICK, alerts::sendAll);
    return alerts;
  }

  /** How it stands with an alert. */
  public AlertState state(Alert alert) {
    return catalog
        .alertRun(alert.site(), alert.id())
        .filter(run -> run.rule().equals(alert.changedAt()))
        .map(AlertRun::state)
        .orElse(AlertState.NEW);
  }

  /** Sends a message that says it is a test, at once; what came of it by channel, in order. */
  public List<Webhooks.Delivery> sendTest(Site site, Alert alert) {
    var now = now();
    var last = state(alert).judged();
    var judged = last == null ? Judge.unknown(emptyRange(site, now), "nothing yet") : last;
    var message = Turn.message(name(alert), alert.rule(), Event.TEST, judged, now);
    return alert.rule().channels().stream()
        .map(
            channel ->
                webhooks.post(channel.url(), text.body(channel.kind(), site, alert, message, null)))
        .toList();
  }

  @Override
  public void close() {
    ticks.shutdownNow();
  }

  private void every(Duration tick, Runnable work) {
    var _ =
        ticks.scheduleWithFixedDelay(
            () -> tick(work), tick.toMillis(), tick.toMillis(), TimeUnit.MILLISECONDS);
  }

  @SuppressWarnings("IllegalCatch")
  private static void tick(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      // The next tick tries again; the thread must live.
      LOG.warn("alerts could not be looked at, trying again", Traces.of(e));
    }
  }

  /** Judges and sends all that is due. */
  void look() {
    judgeAll();
    sendAll();
  }

  private void judgeAll() {
    for (var site : catalog.sites()) {
      for (var alert : catalog.saved(Alert.class, Alert.keyPrefix(site.site()))) {
        carefully(alert, () -> judge(site, alert));
      }
    }
  }

  private void sendAll() {
    var due = new ArrayList<Due>();
    for (var site : catalog.sites()) {
      for (var alert : catalog.saved(Alert.class, Alert.keyPrefix(site.site()))) {
        due.addAll(due(site, alert));
      }
    }
    // A receiver that does not answer keeps nobody else's message back.
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      due.forEach(each -> threads.execute(() -> carefully(each.alert(), () -> send(each))));
    }
  }

  /** What fails with one alert must not keep the others. */
  @SuppressWarnings("IllegalCatch")
  private void carefully(Alert alert, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.warn("alert {} could not be looked at, trying again", name(alert), Traces.of(e));
      synchronized (pauses) {
        pauses.put(name(alert), now().plus(PAUSE));
      }
    }
  }

  private void judge(Site site, Alert alert) {
    var now = now();
    synchronized (pauses) {
      var until = pauses.get(name(alert));
      if (until != null && now.isBefore(until)) {
        return;
      }
      pauses.remove(name(alert));
    }
    var asOf = figures.asOf();
    if (asOf.equals(Instant.EPOCH)) {
      return;
    }
    var rule = alert.rule();
    var period = rule.period();
    if (period == null) {
      var lag = Math.max(0, Duration.between(asOf, now).toMillis()) / MILLIS;
      var judged = Judge.ofNow(rule, lag, now);
      note(
          alert,
          before ->
              Optional.of(next(alert, before, judged, now))
                  .filter(next -> Turn.differs(before, next)));
      return;
    }
    var through = rule.complete() ? figures.completeThrough(site, rule.metric(), asOf) : asOf;
    var range = Periods.last(period, through, site.timeZone());
    if (isJudged(state(alert), range, now)) {
      return;
    }
    judged(site, rule, range, asOf)
        .ifPresent(
            judged ->
                note(
                    alert,
                    before ->
                        isJudged(before, range, now)
                            ? Optional.empty()
                            : Optional.of(next(alert, before, judged, now))));
  }

  /**
   * Whether this period was, or a later one. A later one that had no figure does not count (what is
   * to be asked for may have been away meanwhile), and none that is still to come (a clock was
   * ahead).
   */
  private static boolean isJudged(AlertState state, TimeRange range, Instant now) {
    var last = state.judged();
    var to = last == null ? null : last.to();
    if (last == null || to == null) {
      return false;
    }
    return to.equals(range.to())
        || (to.isAfter(range.to()) && !to.isAfter(now) && last.value() != null);
  }

  /** Empty where a figure is not there yet. */
  private Optional<Judgement> judged(Site site, AlertRule rule, TimeRange range, Instant asOf) {
    var is = rule.when().is();
    var weeks = is == Is.OUTSIDE ? Judge.WEEKS : is == Is.FELL || is == Is.ROSE ? 1 : 0;
    var period = rule.period();
    var found = new ArrayList<Figure>();
    for (var week = 0; week <= weeks && period != null; week++) {
      var asked = Periods.weeksBefore(period, range, week);
      switch (figures.of(site, rule.metric(), asked, asOf)) {
        case Figures.Answer.NotYet() -> {
          return Optional.empty();
        }
        case Figures.Answer.Never(var reason) -> {
          return Optional.of(Judge.unknown(range, reason));
        }
        case Figures.Answer.Known(var figure) -> found.add(figure);
      }
      if (found.getFirst().subjects() < rule.minimum()) {
        // Whatever was before, this says nothing.
        break;
      }
    }
    return Optional.of(Judge.of(rule, range, found.getFirst(), found.subList(1, found.size())));
  }

  private static AlertState next(Alert alert, AlertState before, Judgement judged, Instant now) {
    return Turn.next(name(alert), alert.rule(), before, judged, now);
  }

  /** Notes what follows from how it stands when it is noted; empty leaves it as it is. */
  private Optional<AlertState> note(
      Alert alert, Function<AlertState, Optional<AlertState>> change) {
    if (change.apply(state(alert)).isEmpty()) {
      // Writing takes the topic from other instances, so not for nothing.
      return Optional.empty();
    }
    return writer
        .write(
            () ->
                isStored(alert)
                    ? change
                        .apply(state(alert))
                        .map(
                            next -> new AlertRun(alert.site(), alert.id(), alert.changedAt(), next))
                    : Optional.empty())
        .map(AlertRun::state);
  }

  private boolean isStored(Alert alert) {
    return catalog.saved(Alert.class, alert.key()).stream().anyMatch(alert::equals);
  }

  private List<Due> due(Site site, Alert alert) {
    var message = state(alert).message();
    if (message == null) {
      return List.of();
    }
    var now = now();
    return IntStream.range(0, message.deliveries().size())
        .filter(
            i -> {
              var delivery = message.deliveries().get(i);
              return delivery.outcome() == Outcome.PENDING && !delivery.next().isAfter(now);
            })
        .mapToObj(i -> new Due(site, alert, message, i))
        .toList();
  }

  private void send(Due due) {
    var tries = due.message().deliveries().get(due.channel()).tries();
    var last = tries >= RETRIES.size();
    var next = now().plus(last ? Duration.ofDays(1) : RETRIES.get(tries));
    var attempt = new Delivery(Outcome.PENDING, tries + 1, next, error(due));
    var noted = noted(due, tries, attempt);
    if (noted.isEmpty()) {
      return;
    }
    var channel = due.alert().rule().channels().get(due.channel());
    var state = noted.get();
    var since = state.status() == Status.FIRING ? state.since() : null;
    var body = text.body(channel.kind(), due.site(), due.alert(), due.message(), since);
    var delivery =
        switch (webhooks.post(channel.url(), body)) {
          case Webhooks.Delivery.Taken _ -> new Delivery(Outcome.TAKEN, tries + 1, next, null);
          case Webhooks.Delivery.Failed(var reason) ->
              new Delivery(last ? Outcome.GIVEN_UP : Outcome.PENDING, tries + 1, next, reason);
        };
    if (delivery.outcome() == Outcome.TAKEN) {
      LOG.info("alert {}: message {} was sent", name(due.alert()), due.message().event());
    } else {
      LOG.warn("alert {}: a message was not taken: {}", name(due.alert()), delivery.error());
    }
    var _ = noted(due, tries + 1, delivery);
  }

  private static @Nullable String error(Due due) {
    return due.message().deliveries().get(due.channel()).error();
  }

  /** Notes it, unless there is another message or another attempt by now. */
  private Optional<AlertState> noted(Due due, int tries, Delivery delivery) {
    return note(
        due.alert(),
        before -> {
          var message = before.message();
          return message != null
                  && message.id().equals(due.message().id())
                  && message.deliveries().get(due.channel()).tries() == tries
                  && message.deliveries().get(due.channel()).outcome() == Outcome.PENDING
              ? Optional.of(before.with(message.with(due.channel(), delivery)))
              : Optional.empty();
        });
  }

  private static TimeRange emptyRange(Site site, Instant now) {
    return new TimeRange(now.minus(Duration.ofHours(1)), now, site.timeZone());
  }

  private static String name(Alert alert) {
    return alert.site() + "/" + alert.id();
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
