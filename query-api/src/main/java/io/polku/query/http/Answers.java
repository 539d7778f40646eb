package io.polku.query.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.polku.contract.definition.Definition.Site;
import io.polku.contract.definition.Role;
import io.polku.query.store.DataState;
import io.polku.query.store.SingleFlight;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reports that many ask for again and again. Who asks for what somebody is being answered gets the
 * same answer; what was answered is given again while nothing was stored of the site, no definition
 * has changed, it is the same day there and, where something in it is still open, {@code as_of} has
 * not left its step of ten seconds. So an answer is never older than its tag says: the version of
 * the data is read before it is made, and it is given only while that version is the last. After a
 * minute it is made anew in any case, as its {@code as_of} would fall behind. Thread-safe.
 */
final class Answers {
  private static final long BYTES_MAX = 32L << 20;
  private static final Duration KEPT_MAX = Duration.ofMinutes(1);
  private static final int ENTRY_BYTES = 500;

  private final Scope scope;
  private final MeterRegistry registry;
  private final SingleFlight<Flight, Answer> flights = new SingleFlight<>();
  private final Cache<Key, Kept> kept =
      Caffeine.newBuilder()
          .maximumWeight(BYTES_MAX)
          .weigher((Key key, Kept one) -> key.size() + one.answer().body().length() + ENTRY_BYTES)
          .expireAfterWrite(KEPT_MAX)
          .build();

  /**
   * @param scope what is stored, and how far the log has been processed
   * @param registry for how often an answer was there
   */
  Answers(Scope scope, MeterRegistry registry) {
    this.scope = scope;
    this.registry = registry;
  }

  /** What is asked, whoever asks of those who may do the same. */
  private record Key(
      String operation,
      Set<Role> roles,
      Map<String, String> path,
      Map<String, String> query,
      String body) {
    Key(Route route, Site site, ApiRequest request) {
      this(
          route.name(),
          Arrays.stream(Role.values())
              .filter(role -> request.caller().may(role, site.site()))
              .collect(Collectors.toUnmodifiableSet()),
          request.path(),
          new TreeMap<>(request.query()),
          request.body().toString());
    }

    int size() {
      return operation.length()
          + body.length()
          + path.toString().length()
          + query.toString().length();
    }
  }

  /** What an answer follows from, beside the question. */
  private record Moment(long definitions, LocalDate today, String version, long step) {
    boolean allows(Kept one) {
      var other = one.moment();
      return definitions == other.definitions()
          && today.equals(other.today())
          && version.equals(other.version())
          && (step == other.step() || !one.moving());
    }
  }

  private record Flight(Key key, Moment moment) {}

  private record Kept(Answer answer, Moment moment, boolean moving) {}

  /** The answer of a route where it is kept; null where who asks would have to wait for it. */
  @Nullable Answer known(Route route, ApiRequest request) {
    var site = route.asks() ? scope.found(request) : null;
    if (site == null) {
      return null;
    }
    // In the order of moment(site).
    var definitions = scope.definitions();
    var asOf = scope.asOf();
    var state = scope.knownState(site);
    return state == null
        ? null
        : known(new Key(route, site, request), moment(site, definitions, asOf, state), request);
  }

  /**
   * The answer of a route, made now or before.
   *
   * @throws ApiException when the request cannot be answered
   * @throws io.polku.query.store.StoreException when ClickHouse does not answer
   */
  Answer answer(Route route, ApiRequest request) {
    var site = route.asks() ? scope.found(request) : null;
    if (site == null) {
      return route.operation().answer(request);
    }
    var key = new Key(route, site, request);
    var moment = moment(site);
    var known = known(key, moment, request);
    if (known != null) {
      return known;
    }
    return flights
        .get(new Flight(key, moment), () -> made(route, request, key, moment))
        .unlessKnown(request.ifNoneMatch());
  }

  private @Nullable Answer known(Key key, Moment moment, ApiRequest request) {
    var known = kept.getIfPresent(key);
    if (known == null || !moment.allows(known)) {
      return null;
    }
    count("kept");
    return known.answer().unlessKnown(request.ifNoneMatch());
  }

  private Answer made(Route route, ApiRequest request, Key key, Moment moment) {
    count("made");
    var answer = route.operation().answer(request.afresh());
    var tag = answer.tag();
    if (tag != null && tag.kept()) {
      kept.put(key, new Kept(answer, moment, tag.moving()));
    }
    return answer;
  }

  private void count(String how) {
    Counter.builder("polku.query.answers")
        .description("Answers of reports that were made, and those that were kept and given again")
        .tag("how", how)
        .register(registry)
        .increment();
  }

  /** In this order: what is stored is then at least what {@code as_of} promises. */
  private Moment moment(Site site) {
    var definitions = scope.definitions();
    var asOf = scope.asOf();
    return moment(site, definitions, asOf, scope.state(site));
  }

  private Moment moment(Site site, long definitions, Instant asOf, DataState state) {
    return new Moment(
        definitions,
        LocalDate.now(scope.clock().withZone(site.timeZone())),
        state.version(),
        Etags.step(asOf));
  }
}
