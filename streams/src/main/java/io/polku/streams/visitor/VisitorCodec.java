package io.polku.streams.visitor;

import io.polku.contract.event.Dimension;
import io.polku.streams.event.SlimEvent;
import io.polku.streams.event.Traits;
import io.polku.streams.funnel.Chain;
import io.polku.streams.funnel.DayProgress;
import io.polku.streams.funnel.FunnelProgress;
import io.polku.streams.session.OpenSession;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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
  /** Raise it with every change of the layout, and go on reading the old ones. */
  private static final int VERSION = 1;

  private static final Dimension[] DIMENSIONS = Dimension.values();
  private static final SlimEvent.Kind[] KINDS = SlimEvent.Kind.values();
  private static final int CAPACITY = 512;

  private static final int IDS_STORED = 1;
  private static final int HAS_SESSION = 2;

  private static final int KIND_BITS = 2;
  private static final int UUID_ID = 1 << KIND_BITS;
  private static final int HAS_VALUE = 1 << (KIND_BITS + 1);
  private static final int HAS_STEPS = 1 << (KIND_BITS + 2);
  private static final int UUID_CHARS = 36;

  private static final int SESSION = 0;
  private static final int VISITOR_FACT = 1;
  private static final int SESSION_FACT = 2;

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
        names.count(text(funnel.id())).count(funnel.version());
      }
      names.count(traitsList.size());
      for (var each : traitsList) {
        traits(each, names);
      }
      var head = new BytesOut(CAPACITY * 2);
      head.octet(VERSION)
          .octet((state.idsStored() ? IDS_STORED : 0) | (session != null ? HAS_SESSION : 0))
          .count(state.ver())
          .number(state.highestMillis())
          .number(state.highestMillis() - state.floorMillis())
          .count(textList.size());
      for (var each : textList) {
        head.text(each);
      }
      return head.all(names).all(body).toBytes();
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
        if (!state.folded().funnels().get(i).days().isEmpty()) {
          entered.add(i);
        }
      }
      body.count(entered.size());
      for (var number : entered) {
        var days = state.folded().funnels().get(number).days();
        body.count(funnel(number)).count(days.size());
        days.forEach(this::day);
      }
    }

    private void day(DayProgress day) {
      body.number(day.day());
      before(day.lastEntryMillis()).number(day.lastEntryMillis() - day.firstEntryMillis());
      chain(day.reported());
      body.count(day.latest().size());
      for (var chain : day.latest()) {
        if (chain == null) {
          body.count(0);
        } else {
          chain(chain);
        }
      }
    }

    private void chain(Chain chain) {
      body.count(chain.length()).count(traits(chain.traits())).count(text(chain.path()));
      var later = state.highestMillis();
      for (@Nullable Chain at = chain; at != null; at = at.prefix()) {
        body.number(later - at.timeMillis());
        later = at.timeMillis();
      }
    }

    private void events() {
      body.count(state.retained().size());
      var earlier = state.floorMillis();
      for (var event : state.retained()) {
        body.number(event.timeMillis() - earlier);
        earlier = event.timeMillis();
        event(event);
      }
    }

    private void event(SlimEvent event) {
      var uuid = uuid(event.id());
      var steps = steps(event);
      body.octet(
          event.kind().ordinal()
              | (uuid != null ? UUID_ID : 0)
              | (event.value() != 0 ? HAS_VALUE : 0)
              | (steps > 0 ? HAS_STEPS : 0));
      if (uuid == null) {
        body.text(event.id());
      } else {
        body.fixed64(uuid.getMostSignificantBits()).fixed64(uuid.getLeastSignificantBits());
      }
      body.fixed32(event.nameHash())
          .count(event.seq())
          .count(text(event.userId()))
          .count(text(event.path()))
          .count(traits(event.traits()));
      if (event.value() != 0) {
        body.fixed64(Double.doubleToLongBits(event.value()));
      }
      if (steps > 0) {
        body.count(steps);
        for (var i = 0; i < rules.funnels().size(); i++) {
          if (event.steps(i) != 0) {
            body.count(funnel(i)).count(event.steps(i));
          }
        }
      }
    }

    private int steps(SlimEvent event) {
      var count = 0;
      for (var i = 0; i < rules.funnels().size(); i++) {
        count += event.steps(i) != 0 ? 1 : 0;
      }
      return count;
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
                    var perSession = rules.funnels().get(fact.funnel()).perSession();
                    body.count(perSession ? SESSION_FACT : VISITOR_FACT)
                        .count(funnel(fact.funnel()))
                        .number(fact.day());
                    if (perSession) {
                      before(fact.sessionStartMillis());
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

    /** The id as 16 bytes if those give back its text exactly. */
    private static @Nullable UUID uuid(String id) {
      if (id.length() != UUID_CHARS) {
        return null;
      }
      try {
        var uuid = UUID.fromString(id);
        return uuid.toString().equals(id) ? uuid : null;
      } catch (IllegalArgumentException e) {
        return null;
      }
    }
  }

  private static final class Decoder {
    private static final int NOT_LIVE = -1;

    private final BytesIn in;
    private final SiteRules rules;
    private String[] texts = {};
    private Traits[] traits = {};
    private int[] funnels = {};
    private long highestMillis;

    Decoder(byte[] bytes, SiteRules rules) {
      this.in = new BytesIn(bytes);
      this.rules = rules;
    }

    VisitorState decode() {
      var version = in.octet();
      if (version != VERSION) {
        throw new IllegalStateException(
            "visitor state version: " + version + " (expected: at most " + VERSION + ")");
      }
      var flags = in.octet();
      var ver = in.count();
      highestMillis = in.number();
      var floorMillis = highestMillis - in.number();
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
          emitted());
    }

    private void dictionaries() {
      texts = new String[in.size()];
      for (var i = 0; i < texts.length; i++) {
        texts[i] = in.text();
      }
      funnels = new int[in.size()];
      for (var i = 0; i < funnels.length; i++) {
        funnels[i] = number(text(), in.size());
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
      var all = new ArrayList<>(Collections.nCopies(rules.funnels().size(), FunnelProgress.NONE));
      for (var left = in.size(); left > 0; left--) {
        var number = funnels[in.size()];
        var days = new ArrayList<DayProgress>();
        for (var daysLeft = in.size(); daysLeft > 0; daysLeft--) {
          days.add(day());
        }
        if (number != NOT_LIVE) {
          all.set(number, new FunnelProgress(days));
        }
      }
      return all;
    }

    private DayProgress day() {
      var day = (int) in.number();
      var last = before();
      var first = last - in.number();
      var reported = chain(in.size());
      var latest = new ArrayList<@Nullable Chain>();
      for (var left = in.size(); left > 0; left--) {
        var length = in.size();
        latest.add(length == 0 ? null : chain(length));
      }
      return DayProgress.restored(day, first, last, reported, latest);
    }

    private Chain chain(int length) {
      var startTraits = traits[in.size()];
      var startPath = text();
      var times = new long[length];
      var later = highestMillis;
      for (var i = length - 1; i >= 0; i--) {
        later -= in.number();
        times[i] = later;
      }
      var chain = Chain.startedAt(times[0], startTraits, startPath);
      for (var i = 1; i < length; i++) {
        chain = chain.then(times[i]);
      }
      return chain;
    }

    private List<SlimEvent> events(long floorMillis) {
      var count = in.size();
      var events = new ArrayList<SlimEvent>(count);
      var time = floorMillis;
      for (var i = 0; i < count; i++) {
        time += in.number();
        events.add(event(time));
      }
      return events;
    }

    private SlimEvent event(long timeMillis) {
      var flags = in.octet();
      var id = (flags & UUID_ID) != 0 ? new UUID(in.fixed64(), in.fixed64()).toString() : in.text();
      var nameHash = in.fixed32();
      var seq = in.size();
      var userId = text();
      var path = text();
      var eventTraits = traits[in.size()];
      var value = (flags & HAS_VALUE) != 0 ? Double.longBitsToDouble(in.fixed64()) : 0;
      var steps = SlimEvent.noSteps();
      if ((flags & HAS_STEPS) != 0) {
        steps = new int[rules.funnels().size()];
        for (var left = in.size(); left > 0; left--) {
          var number = funnels[in.size()];
          var mask = in.size();
          if (number != NOT_LIVE) {
            steps[number] = mask;
          }
        }
      }
      return new SlimEvent(
          timeMillis,
          seq,
          id,
          nameHash,
          KINDS[flags & (UUID_ID - 1)],
          value,
          userId,
          path,
          eventTraits,
          steps);
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
      var day = (int) in.number();
      var sessionStart = kind == SESSION_FACT ? before() : 0;
      var fingerprint = in.fixed64();
      if (number != NOT_LIVE) {
        emitted.put(new RowKey.DayKey(number, sessionStart, day), fingerprint);
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
