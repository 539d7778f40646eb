package io.polku.streams.visitor;

import io.polku.contract.event.Dimension;
import io.polku.contract.funnel.Signal;
import io.polku.streams.event.EventId;
import io.polku.streams.event.EventName;
import io.polku.streams.event.Roles;
import io.polku.streams.event.SlimEvent;
import io.polku.streams.event.Traits;
import io.polku.streams.funnel.AnyDay;
import io.polku.streams.funnel.AnyProgress;
import io.polku.streams.funnel.Chain;
import io.polku.streams.funnel.DayProgress;
import io.polku.streams.funnel.FunnelProgress;
import io.polku.streams.funnel.HeldProgress;
import io.polku.streams.funnel.LiveFunnel;
import io.polku.streams.funnel.OrderedDay;
import io.polku.streams.funnel.OrderedProgress;
import io.polku.streams.funnel.Trail;
import io.polku.streams.session.OpenSession;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The stored form of a visitor's state: one byte for its version, dictionaries of texts, traits and
 * funnels, then the state with times as distances from the highest one.
 *
 * <p>Funnels are named by id and version. What belongs to a version that is not computed any more
 * is left out when it is read, and so forgotten.
 */
@SuppressWarnings("EnumOrdinal") // Kinds and dimensions are only ever added at the end.
final class VisitorCodec {
  /**
   * Raise it with every change of the layout, and go on reading the old ones once any was released.
   */
  private static final int VERSION = 2;

  private static final Dimension[] DIMENSIONS = Dimension.values();
  private static final Signal[] SIGNALS = Signal.values();
  private static final int CAPACITY = 512;

  private static final int IDS_STORED = 1;
  private static final int HAS_SESSION = 2;
  private static final int AWAITING = 4;
  private static final int BLIND = 8;
  private static final int LEFT_OUT = 16;
  private static final int IDS_FORGOTTEN = 32;

  private static final long ARRIVED_UNIT_MILLIS = 60_000;

  private static final int UUID_ID = 1;
  private static final int HAS_VALUE = 1 << 1;
  private static final int HAS_ROLES = 1 << 2;
  private static final int HAS_SIGNAL = 1 << 3;
  private static final int HAS_LABEL = 1 << 4;
  private static final int HAS_USER = 1 << 5;
  private static final int TRAITS_AS_BEFORE = 1 << 6;
  private static final int PATH_AS_BEFORE = 1 << 7;

  private static final int SESSION = 0;
  private static final int VISITOR_FACT = 1;
  private static final int SESSION_FACT = 2;
  private static final int VALUE_FACT = 2;

  /** Stored beside a funnel's version, so that what belongs to one that is gone can be skipped. */
  private static final int ANY = 1;

  private static final int HOLDS = 2;
  private static final int PER_STEP = 4;
  private static final int OPTIONAL = 8;
  private static final int SHAPE_BITS = 4;

  private static final int NO_CHAIN = 0;
  private static final int WHOLE_CHAIN = 1;
  private static final int CHAIN_BEFORE_AND_ONE_MORE = 2;
  private static final int SAME_CHAIN = 3;

  private static final int TRAIL_OPEN = 1;
  private static final int TRAIL_NEXT = 2;
  private static final int TRAIL_CLICK = 4;
  private static final int TRAIL_SIGNALS_SHIFT = 3;

  private static final long DAY_MILLIS = 86_400_000;

  private VisitorCodec() {}

  static byte[] encode(VisitorState state, SiteRules rules) {
    return new Encoder(state, rules).encode();
  }

  static VisitorState decode(byte[] bytes, SiteRules rules) {
    return new Decoder(bytes, rules).decode();
  }

  private static final class Encoder {
    private final VisitorState state;
    private final SiteRules rules;
    private final BytesOut body = new BytesOut(CAPACITY);
    private final Map<String, Integer> texts = new HashMap<>();
    private final List<String> textList = new ArrayList<>();
    private final Map<Traits, Integer> traits = new HashMap<>();
    private final List<Traits> traitsList = new ArrayList<>();
    private final List<Integer> funnels = new ArrayList<>();
    private final int[] funnelPlaces;

    /** Whether the funnel whose progress is being written has optional steps. */
    private boolean currentHasOptional;

    Encoder(VisitorState state, SiteRules rules) {
      this.state = state;
      this.rules = rules;
      this.funnelPlaces = new int[rules.funnels().size()];
    }

    byte[] encode() {
      var session = state.folded().session();
      if (session != null) {
        session(session);
      }
      progress();
      events();
      emitted();
      var names = new BytesOut(CAPACITY);
      names.count(funnels.size());
      for (var number : funnels) {
        var funnel = rules.funnels().get(number);
        names.count(text(funnel.id())).count((long) funnel.version() << SHAPE_BITS | shape(funnel));
      }
      names.count(traitsList.size());
      for (var each : traitsList) {
        traits(each, names);
      }
      var head = new BytesOut(CAPACITY * 2);
      head.octet(VERSION)
          .octet(flags(session != null))
          .count(state.ver())
          .number(state.highestMillis())
          .number(state.highestMillis() - state.floorMillis());
      standing(head);
      head.count(textList.size());
      for (var each : textList) {
        head.text(each);
      }
      return head.all(names).all(body).toBytes();
    }

    private int flags(boolean hasSession) {
      var standing = state.standing();
      return (state.idsStored() ? IDS_STORED : 0)
          | (hasSession ? HAS_SESSION : 0)
          | (standing.awaiting() ? AWAITING : 0)
          | (standing.blind() ? BLIND : 0)
          | (standing.leftOut() ? LEFT_OUT : 0)
          | (standing.idsFromMillis() != Standing.ALL_IDS ? IDS_FORGOTTEN : 0);
    }

    private void standing(BytesOut head) {
      var standing = state.standing();
      head.count(standing.epoch())
          .count(standing.asked())
          .count(standing.arrivedMillis() / ARRIVED_UNIT_MILLIS)
          .count(standing.counted());
      if (standing.counted() > 0) {
        head.number(standing.countedDay());
      }
      if (standing.idsFromMillis() != Standing.ALL_IDS) {
        head.number(state.highestMillis() - standing.idsFromMillis());
      }
    }

    private void session(OpenSession session) {
      before(session.endMillis())
          .number(session.endMillis() - session.startMillis())
          .count(text(session.userId()))
          .count(session.events())
          .count(session.pageViews())
          .count(session.purchases())
          .count(text(session.startPath()))
          .count(text(session.entryPath()))
          .count(text(session.exitPath()))
          .count(traits(session.traits()));
      if (session.purchases() > 0) {
        body.fixed64(Double.doubleToLongBits(session.revenue()));
      }
    }

    private void progress() {
      var entered = new ArrayList<Integer>();
      for (var i = 0; i < rules.funnels().size(); i++) {
        if (!state.folded().funnels().get(i).isEmpty()) {
          entered.add(i);
        }
      }
      body.count(entered.size());
      for (var number : entered) {
        var funnel = rules.funnels().get(number);
        body.count(funnel(number));
        currentHasOptional = funnel.hasOptional();
        switch (state.folded().funnels().get(number)) {
          case OrderedProgress ordered -> days(ordered, funnel);
          case AnyProgress any -> {
            body.count(any.days().size());
            any.days().forEach(this::anyDay);
            body.count(any.newest().size());
            any.newest().forEach(this::mark);
          }
          case HeldProgress held -> {
            body.count(held.cappedDays().size());
            held.cappedDays().forEach(this::dayNumber);
            body.count(held.byValue().size());
            held.byValue()
                .forEach(
                    (value, ordered) -> {
                      body.count(text(value));
                      days(ordered, funnel);
                    });
          }
        }
      }
    }

    private void days(OrderedProgress progress, LiveFunnel funnel) {
      body.count(progress.days().size());
      progress.days().forEach(day -> orderedDay(day, funnel));
    }

    private void orderedDay(OrderedDay day, LiveFunnel funnel) {
      entries(day, day.lastEntryMillis());
      chains(day.latest(), null);
      var same = day.latest().indexOf(day.reported());
      body.count(same + 1);
      if (same < 0) {
        body.count(day.reported().length());
        chain(day.reported());
      }
      trail(day.trail());
      if (funnel.windowPerStep()) {
        before(day.reachMillis());
      }
      var unexcluded = day.unexcludedLatest();
      body.count(unexcluded == null ? 0 : day.unexcludedLevel());
      if (unexcluded != null) {
        chains(unexcluded, day.latest());
      }
    }

    private void anyDay(AnyDay day) {
      entries(day, day.lastEntryMillis());
      body.count(day.reported().length());
      chain(day.reported());
      trail(day.trail());
      body.count(day.marks().size());
      day.marks().forEach(this::mark);
    }

    private void mark(AnyDay.Mark mark) {
      body.count(mark.step());
      before(mark.timeMillis()).count(traits(mark.traits())).count(text(mark.path()));
    }

    private void entries(DayProgress day, long lastEntryMillis) {
      dayNumber(day.day());
      before(lastEntryMillis).count(lastEntryMillis - day.firstEntryMillis());
    }

    private void dayNumber(int day) {
      body.number(Math.floorDiv(state.highestMillis(), DAY_MILLIS) - day);
    }

    /**
     * Chains by length.
     *
     * @param others chains of which some may be the same, or null
     */
    private void chains(List<@Nullable Chain> chains, @Nullable List<@Nullable Chain> others) {
      body.count(chains.size());
      @Nullable Chain shorter = null;
      for (var i = 0; i < chains.size(); i++) {
        var chain = chains.get(i);
        if (chain == null) {
          body.count(NO_CHAIN);
        } else if (others != null && i < others.size() && chain.equals(others.get(i))) {
          body.count(SAME_CHAIN);
        } else if (shorter != null && shorter.equals(chain.prefix())) {
          body.count(CHAIN_BEFORE_AND_ONE_MORE);
          before(chain.timeMillis());
          passed(chain);
        } else {
          body.count(WHOLE_CHAIN);
          chain(chain);
        }
        shorter = chain;
      }
    }

    private void chain(Chain chain) {
      body.count(traits(chain.traits())).count(text(chain.path()));
      var later = state.highestMillis();
      for (@Nullable Chain at = chain; at != null; at = at.prefix()) {
        body.count(later - at.timeMillis());
        later = at.timeMillis();
        passed(at);
      }
    }

    /** When optional steps were passed after a chain: nothing where its funnel has none. */
    private void passed(Chain chain) {
      if (!currentHasOptional) {
        return;
      }
      body.count(chain.passed().length);
      for (var millis : chain.passed()) {
        body.count(millis == 0 ? 0 : millis - chain.timeMillis() + 1);
      }
    }

    private void trail(Trail trail) {
      body.count(
              (trail.open() ? TRAIL_OPEN : 0)
                  | (trail.next().isEmpty() ? 0 : TRAIL_NEXT)
                  | (trail.lastClick().isEmpty() ? 0 : TRAIL_CLICK)
                  | (long) trail.signals() << TRAIL_SIGNALS_SHIFT)
          .count(text(trail.lastPage()));
      if (!trail.next().isEmpty()) {
        body.count(text(trail.next()));
      }
      if (!trail.lastClick().isEmpty()) {
        body.count(text(trail.lastClick()));
      }
    }

    private void events() {
      body.count(state.retained().size());
      var earlier = state.floorMillis();
      @Nullable SlimEvent previous = null;
      for (var event : state.retained()) {
        body.number(event.timeMillis() - earlier);
        earlier = event.timeMillis();
        event(event, previous);
        previous = event;
      }
    }

    private void event(SlimEvent event, @Nullable SlimEvent previous) {
      var id = event.eventId();
      var roles = roles(event);
      var sameTraits = previous != null && previous.traits().equals(event.traits());
      var samePath = previous != null && previous.path().equals(event.path());
      var signal = event.signal();
      body.octet(
          (id.isUuid() ? UUID_ID : 0)
              | (event.value() != 0 ? HAS_VALUE : 0)
              | (roles > 0 ? HAS_ROLES : 0)
              | (signal != null ? HAS_SIGNAL : 0)
              | (event.label().isEmpty() ? 0 : HAS_LABEL)
              | (event.userId().isEmpty() ? 0 : HAS_USER)
              | (sameTraits ? TRAITS_AS_BEFORE : 0)
              | (samePath ? PATH_AS_BEFORE : 0));
      if (id.isUuid()) {
        body.fixed64(id.high()).fixed64(id.low());
      } else {
        body.text(id.text());
      }
      name(event.name());
      body.count(event.seq());
      if (!event.userId().isEmpty()) {
        body.count(text(event.userId()));
      }
      if (!samePath) {
        body.count(text(event.path()));
      }
      if (!sameTraits) {
        body.count(traits(event.traits()));
      }
      if (event.value() != 0) {
        body.fixed64(Double.doubleToLongBits(event.value()));
      }
      if (!event.label().isEmpty()) {
        body.count(text(event.label()));
      }
      if (signal != null) {
        body.octet(signal.ordinal());
      }
      if (roles > 0) {
        roles(event, roles);
      }
    }

    private void name(EventName name) {
      body.count(name.number() + 1);
      if (name.number() == EventName.UNNUMBERED) {
        body.count(text(name.text()));
      }
    }

    private int roles(SlimEvent event) {
      var count = 0;
      for (var i = 0; i < rules.funnels().size(); i++) {
        count += event.mask(i) != 0 ? 1 : 0;
      }
      return count;
    }

    private void roles(SlimEvent event, int count) {
      body.count(count);
      for (var i = 0; i < rules.funnels().size(); i++) {
        var mask = event.mask(i);
        if (mask != 0) {
          // Exclusions have the higher bits, and come alone.
          var exclusions = mask >>> LiveFunnel.EXCLUSION_BIT;
          body.count(funnel(i))
              .count(exclusions != 0 ? (long) exclusions << 1 | 1 : (long) mask << 1);
          if (rules.funnels().get(i).holds()) {
            var values = event.values(i);
            body.count(values.size());
            values.forEach(value -> body.count(text(value)));
          }
        }
      }
    }

    private void emitted() {
      body.count(state.emitted().size());
      state
          .emitted()
          .forEach(
              (key, fingerprint) -> {
                switch (key) {
                  case RowKey.SessionKey session -> {
                    body.count(SESSION);
                    before(session.startMillis());
                  }
                  case RowKey.DayKey fact -> {
                    var funnel = rules.funnels().get(fact.funnel());
                    body.count(
                            (funnel.perSession() ? SESSION_FACT : VISITOR_FACT)
                                + (funnel.holds() ? VALUE_FACT : 0))
                        .count(funnel(fact.funnel()));
                    dayNumber(fact.day());
                    if (funnel.perSession()) {
                      before(fact.sessionStartMillis());
                    }
                    if (funnel.holds()) {
                      body.count(text(fact.value()));
                    }
                  }
                }
                body.fixed64(fingerprint);
              });
    }

    private BytesOut before(long timeMillis) {
      return body.number(state.highestMillis() - timeMillis);
    }

    private void traits(Traits each, BytesOut out) {
      var known = each.known();
      out.count(known.size());
      known.forEach((dimension, value) -> out.count(dimension.ordinal()).text(value));
    }

    private static int shape(LiveFunnel funnel) {
      return (funnel.any() ? ANY : 0)
          | (funnel.holds() ? HOLDS : 0)
          | (funnel.windowPerStep() ? PER_STEP : 0)
          | (funnel.hasOptional() ? OPTIONAL : 0);
    }

    private int text(String text) {
      return place(text, texts, textList);
    }

    private int traits(Traits each) {
      return place(each, traits, traitsList);
    }

    private int funnel(int number) {
      if (funnelPlaces[number] == 0) {
        funnels.add(number);
        funnelPlaces[number] = funnels.size();
      }
      return funnelPlaces[number] - 1;
    }

    private static <T> int place(T value, Map<T, Integer> places, List<T> list) {
      var place = places.putIfAbsent(value, list.size());
      if (place != null) {
        return place;
      }
      list.add(value);
      return list.size() - 1;
    }
  }

  private static final class Decoder {
    private static final int NOT_LIVE = -1;
    private static final long[] NOTHING_PASSED = {};

    private final BytesIn in;
    private final SiteRules rules;
    private String[] texts = {};
    private Traits[] traits = {};
    private int[] funnels = {};
    private int[] shapes = {};
    private int currentShape;
    private long highestMillis;

    Decoder(byte[] bytes, SiteRules rules) {
      this.in = new BytesIn(bytes);
      this.rules = rules;
    }

    VisitorState decode() {
      var version = in.octet();
      if (version != VERSION) {
        throw new IllegalStateException(
            "visitor state version: " + version + " (expected: " + VERSION + ")");
      }
      var flags = in.octet();
      var ver = in.count();
      highestMillis = in.number();
      var floorMillis = highestMillis - in.number();
      var standing = standing(flags);
      dictionaries();
      var session = (flags & HAS_SESSION) != 0 ? session() : null;
      var folded = new Progress(session, progress());
      return new VisitorState(
          ver,
          highestMillis,
          floorMillis,
          (flags & IDS_STORED) != 0,
          folded,
          events(floorMillis),
          emitted(),
          standing);
    }

    private Standing standing(int flags) {
      var epoch = in.count();
      var asked = in.count();
      var arrivedMillis = in.count() * ARRIVED_UNIT_MILLIS;
      var counted = in.size();
      var countedDay = counted > 0 ? (int) in.number() : 0;
      return new Standing(
          epoch,
          asked,
          (flags & AWAITING) != 0,
          (flags & BLIND) != 0,
          (flags & LEFT_OUT) != 0,
          (flags & IDS_FORGOTTEN) != 0 ? highestMillis - in.number() : Standing.ALL_IDS,
          countedDay,
          counted,
          arrivedMillis);
    }

    private void dictionaries() {
      texts = new String[in.size()];
      for (var i = 0; i < texts.length; i++) {
        texts[i] = in.text();
      }
      funnels = new int[in.size()];
      shapes = new int[funnels.length];
      for (var i = 0; i < funnels.length; i++) {
        var id = text();
        var version = in.size();
        shapes[i] = version & ((1 << SHAPE_BITS) - 1);
        funnels[i] = number(id, version >>> SHAPE_BITS);
      }
      traits = new Traits[in.size()];
      for (var i = 0; i < traits.length; i++) {
        var known = new EnumMap<Dimension, String>(Dimension.class);
        for (var left = in.size(); left > 0; left--) {
          known.put(DIMENSIONS[in.size()], in.text());
        }
        traits[i] = Traits.of(known);
      }
    }

    private int number(String id, int version) {
      for (var i = 0; i < rules.funnels().size(); i++) {
        var funnel = rules.funnels().get(i);
        if (funnel.version() == version && funnel.id().equals(id)) {
          return i;
        }
      }
      return NOT_LIVE;
    }

    private OpenSession session() {
      var end = before();
      var start = end - in.number();
      var userId = text();
      var events = in.size();
      var pageViews = in.size();
      var purchases = in.size();
      var startPath = text();
      var entryPath = text();
      var exitPath = text();
      var entryTraits = traits[in.size()];
      return new OpenSession(
          start,
          end,
          userId,
          events,
          pageViews,
          purchases,
          purchases > 0 ? Double.longBitsToDouble(in.fixed64()) : 0,
          startPath,
          entryPath,
          exitPath,
          entryTraits);
    }

    private List<FunnelProgress> progress() {
      var all = new ArrayList<>(rules.funnels().stream().map(FunnelProgress::none).toList());
      for (var left = in.size(); left > 0; left--) {
        var place = in.size();
        var number = funnels[place];
        currentShape = shapes[place];
        // One that is not computed any more is read as any other, and left out.
        var funnel = number == NOT_LIVE ? null : rules.funnels().get(number);
        var progress = progress(funnel);
        if (number != NOT_LIVE) {
          all.set(number, progress);
        }
      }
      return all;
    }

    private FunnelProgress progress(@Nullable LiveFunnel funnel) {
      if ((currentShape & ANY) != 0) {
        var days = new ArrayList<AnyDay>();
        for (var left = in.size(); left > 0; left--) {
          days.add(anyDay());
        }
        return new AnyProgress(days, marks());
      }
      if ((currentShape & HOLDS) == 0) {
        return OrderedProgress.of(days(), funnel);
      }
      var cappedDays = new ArrayList<Integer>();
      for (var left = in.size(); left > 0; left--) {
        cappedDays.add(dayNumber());
      }
      var byValue = new LinkedHashMap<String, OrderedProgress>();
      for (var left = in.size(); left > 0; left--) {
        byValue.put(text(), OrderedProgress.of(days(), funnel));
      }
      return new HeldProgress(byValue, cappedDays);
    }

    private List<OrderedDay> days() {
      var days = new ArrayList<OrderedDay>();
      for (var left = in.size(); left > 0; left--) {
        days.add(orderedDay());
      }
      return days;
    }

    private OrderedDay orderedDay() {
      var day = dayNumber();
      var last = before();
      var first = last - in.count();
      var latest = chains(List.of());
      var same = in.size() - 1;
      var reported = same < 0 ? chain(in.size()) : Objects.requireNonNull(latest.get(same));
      var trail = trail();
      var reach = (currentShape & PER_STEP) != 0 ? before() : 0;
      var unexcludedLevel = in.size();
      var unexcluded = unexcludedLevel == 0 ? null : chains(latest);
      return OrderedDay.restored(
          day, first, last, reported, latest, trail, reach, unexcludedLevel, unexcluded);
    }

    private AnyDay anyDay() {
      var day = dayNumber();
      var last = before();
      var first = last - in.count();
      var reported = chain(in.size());
      var trail = trail();
      return new AnyDay(day, first, last, reported, marks(), trail);
    }

    private List<AnyDay.Mark> marks() {
      var marks = new ArrayList<AnyDay.Mark>();
      for (var left = in.size(); left > 0; left--) {
        marks.add(new AnyDay.Mark(in.size(), before(), traits[in.size()], text()));
      }
      return marks;
    }

    private int dayNumber() {
      return (int) (Math.floorDiv(highestMillis, DAY_MILLIS) - in.number());
    }

    private List<@Nullable Chain> chains(List<@Nullable Chain> others) {
      var count = in.size();
      var chains = new ArrayList<@Nullable Chain>(count);
      @Nullable Chain shorter = null;
      for (var i = 0; i < count; i++) {
        shorter =
            switch (in.size()) {
              case NO_CHAIN -> null;
              case WHOLE_CHAIN -> chain(i + 1);
              case CHAIN_BEFORE_AND_ONE_MORE ->
                  passed(Objects.requireNonNull(shorter).then(before()));
              default -> others.get(i);
            };
        chains.add(shorter);
      }
      return chains;
    }

    private Chain chain(int length) {
      var startTraits = traits[in.size()];
      var startPath = text();
      var times = new long[length];
      var passed = new long[length][];
      var later = highestMillis;
      for (var i = length - 1; i >= 0; i--) {
        later -= in.count();
        times[i] = later;
        passed[i] = passed(later);
      }
      var chain = passing(Chain.startedAt(times[0], startTraits, startPath), passed[0]);
      for (var i = 1; i < length; i++) {
        chain = passing(chain.then(times[i]), passed[i]);
      }
      return chain;
    }

    private Chain passed(Chain chain) {
      return passing(chain, passed(chain.timeMillis()));
    }

    private static Chain passing(Chain chain, long[] passed) {
      return passed.length == 0 ? chain : chain.passing(passed);
    }

    private long[] passed(long timeMillis) {
      if ((currentShape & OPTIONAL) == 0) {
        return NOTHING_PASSED;
      }
      var passed = new long[in.size()];
      for (var i = 0; i < passed.length; i++) {
        var after = in.count();
        passed[i] = after == 0 ? 0 : timeMillis + after - 1;
      }
      return passed;
    }

    private Trail trail() {
      var flags = in.size();
      var lastPage = text();
      var next = (flags & TRAIL_NEXT) != 0 ? text() : "";
      var lastClick = (flags & TRAIL_CLICK) != 0 ? text() : "";
      return new Trail(
          lastPage, lastClick, next, flags >>> TRAIL_SIGNALS_SHIFT, (flags & TRAIL_OPEN) != 0);
    }

    private List<SlimEvent> events(long floorMillis) {
      var count = in.size();
      var events = new ArrayList<SlimEvent>(count);
      var time = floorMillis;
      @Nullable SlimEvent previous = null;
      for (var i = 0; i < count; i++) {
        time += in.number();
        previous = event(time, previous);
        events.add(previous);
      }
      return events;
    }

    private SlimEvent event(long timeMillis, @Nullable SlimEvent previous) {
      var flags = in.octet();
      var id =
          (flags & UUID_ID) != 0 ? EventId.of(in.fixed64(), in.fixed64()) : EventId.of(in.text());
      var number = in.size();
      var name = number == 0 ? EventName.of(text()) : EventName.of(number - 1);
      var seq = in.size();
      var userId = (flags & HAS_USER) != 0 ? text() : "";
      var path = previous != null && (flags & PATH_AS_BEFORE) != 0 ? previous.path() : text();
      var eventTraits =
          previous != null && (flags & TRAITS_AS_BEFORE) != 0
              ? previous.traits()
              : traits[in.size()];
      var value = (flags & HAS_VALUE) != 0 ? Double.longBitsToDouble(in.fixed64()) : 0;
      var label = (flags & HAS_LABEL) != 0 ? text() : "";
      var signal = (flags & HAS_SIGNAL) != 0 ? SIGNALS[in.octet()] : null;
      var roles = (flags & HAS_ROLES) != 0 ? roles() : Roles.NONE;
      return new SlimEvent(
          timeMillis, seq, id, name, value, userId, path, eventTraits, label, signal, roles);
    }

    private Roles roles() {
      var roles = new Roles(rules.funnels().size());
      for (var left = in.size(); left > 0; left--) {
        var place = in.size();
        var packed = in.count();
        var mask =
            (int) ((packed & 1) != 0 ? packed >>> 1 << LiveFunnel.EXCLUSION_BIT : packed >>> 1);
        var values = new ArrayList<String>();
        if ((shapes[place] & HOLDS) != 0) {
          for (var valuesLeft = in.size(); valuesLeft > 0; valuesLeft--) {
            values.add(text());
          }
        }
        if (funnels[place] != NOT_LIVE) {
          roles.put(funnels[place], mask, values);
        }
      }
      return roles;
    }

    private Map<RowKey, Long> emitted() {
      var count = in.size();
      var emitted = HashMap.<RowKey, Long>newHashMap(count);
      for (var i = 0; i < count; i++) {
        var kind = in.size();
        if (kind == SESSION) {
          var start = before();
          emitted.put(new RowKey.SessionKey(start), in.fixed64());
        } else {
          fact(kind, emitted);
        }
      }
      return emitted;
    }

    private void fact(int kind, Map<RowKey, Long> emitted) {
      var number = funnels[in.size()];
      var day = dayNumber();
      var holds = kind > VALUE_FACT;
      var perSession = kind - (holds ? VALUE_FACT : 0) == SESSION_FACT;
      var sessionStart = perSession ? before() : 0;
      var value = holds ? text() : "";
      var fingerprint = in.fixed64();
      if (number != NOT_LIVE) {
        emitted.put(new RowKey.DayKey(number, sessionStart, day, value), fingerprint);
      }
    }

    private long before() {
      return highestMillis - in.number();
    }

    private String text() {
      return texts[in.size()];
    }
  }
}
