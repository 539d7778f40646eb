package io.polku.contract.change;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polku.contract.change.Change.Stored;
import io.polku.contract.event.Dimension;
import io.polku.contract.event.EventJson;
import io.polku.contract.funnel.FunnelFact;
import io.polku.contract.funnel.Signal;
import io.polku.contract.funnel.WayOut;
import io.polku.contract.json.Json;
import io.polku.contract.session.Session;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The form in which changes lie in {@code polku.changes.v1}: fields in the wire format of Protocol
 * Buffers, as {@code change.proto} beside this class describes them, so that other tools can read
 * them. The event is in it as the JSON it came as. What is rare is JSON too. A change as plain JSON
 * is read as well; it begins with a brace, and the other form never does.
 *
 * <p>A new field gets a new number, here and there; a number is never used again. Readers pass over
 * numbers that they do not know.
 */
public final class ChangeCodec {
  private static final int FORMAT = 1;
  private static final int CAPACITY = 2_048;
  private static final int BRACE = '{';
  private static final Dimension[] DIMENSIONS = Dimension.values();

  private static final ObjectWriter REST =
      Json.mapper()
          .rebuild()
          .addMixIn(Change.class, WithoutWritten.class)
          .build()
          .writerFor(Change.class);

  /** What has a field of its own; whatever else a change has, or will have, is the rest. */
  @JsonIgnoreProperties({"site", "visitor_id", "ver", "stored", "sessions", "facts"})
  private interface WithoutWritten {}

  private ChangeCodec() {}

  /** Writes a change. */
  public static byte[] write(Change change) {
    var stored = change.stored();
    return write(change, stored == null ? null : json(stored.event()));
  }

  /**
   * Writes a change with the event's own JSON.
   *
   * @param eventJson the JSON of the stored event; null where there is none
   */
  public static byte[] write(Change change, byte @Nullable [] eventJson) {
    var out = new WireOut(CAPACITY);
    out.whole(Field.FORMAT, FORMAT);
    out.text(Field.SITE, change.site());
    out.text(Field.VISITOR_ID, change.visitorId());
    out.whole(Field.VER, change.ver());
    var stored = change.stored();
    if (stored != null) {
      out.bytes(Field.EVENT, eventJson == null ? json(stored.event()) : eventJson);
      out.flag(Field.LATE, stored.late());
      out.flag(Field.ID_CONFLICT, stored.idConflict());
    }
    for (var session : change.sessions()) {
      requireSame(session.visitorId(), change);
      session(out, session);
    }
    for (var fact : change.facts()) {
      requireSame(fact.visitorId(), change);
      fact(out, fact);
    }
    if (hasRest(change)) {
      out.bytes(Field.REST, rest(change));
    }
    return out.toBytes();
  }

  /**
   * Reads a change in either form.
   *
   * @throws IOException when JSON in it is broken
   * @throws IllegalArgumentException when it is broken, or of a format that is not known yet
   */
  public static Change read(byte[] bytes) throws IOException {
    return bytes.length > 0 && bytes[0] == BRACE
        ? Json.mapper().readValue(bytes, Change.class)
        : new Reading(bytes).change();
  }

  private static void session(WireOut out, Session session) {
    var begun = out.begin(Field.SESSIONS);
    out.signed(Field.Session.START, session.startMillis());
    out.whole(Field.Session.LENGTH, session.endMillis() - session.startMillis());
    out.text(Field.Session.USER_ID, session.userId());
    out.whole(Field.Session.EVENTS, session.events());
    out.whole(Field.Session.PAGE_VIEWS, session.pageViews());
    out.whole(Field.Session.PURCHASES, session.purchases());
    out.real(Field.Session.REVENUE, session.revenue());
    out.text(Field.Session.ENTRY_PATH, session.entryPath());
    out.text(Field.Session.EXIT_PATH, session.exitPath());
    dimensions(out, Field.Session.ENTRY, session.entry());
    out.end(begun);
  }

  private static void fact(WireOut out, FunnelFact fact) {
    var begun = out.begin(Field.FACTS);
    out.text(Field.Fact.FUNNEL_ID, fact.funnelId());
    out.whole(Field.Fact.VERSION, fact.version());
    out.signed(Field.Fact.SESSION_START, fact.sessionStartMillis());
    out.signed(Field.Fact.ENTRY_DAY, fact.entryDay().toEpochDay());
    var times = out.begin(Field.Fact.STEP_TIMES);
    for (var time : fact.stepTimesMillis()) {
      out.packed(time);
    }
    out.end(times);
    out.signed(Field.Fact.FIRST_ENTRY, fact.firstEntryMillis());
    out.signed(Field.Fact.DEADLINE, fact.deadlineMillis());
    dimensions(out, Field.Fact.ENTRY, fact.entry());
    out.text(Field.Fact.VALUE, fact.value());
    out.whole(Field.Fact.LEVEL, fact.level());
    out.whole(Field.Fact.LEVELS_EXCLUDED, fact.unexcludedLevel() - fact.level());
    out.flag(Field.Fact.CAPPED, fact.capped());
    out.text(Field.Fact.LAST_PAGE, fact.wayOut().lastPage());
    out.text(Field.Fact.LAST_CLICK, fact.wayOut().lastClick());
    out.text(Field.Fact.NEXT, fact.wayOut().next());
    out.whole(Field.Fact.SIGNALS, Signal.bits(fact.wayOut().signals()));
    out.end(begun);
  }

  private static void dimensions(WireOut out, int field, Map<Dimension, String> values) {
    var begun = out.begin(field);
    for (var i = 0; i < DIMENSIONS.length; i++) {
      out.text(i + 1, values.getOrDefault(DIMENSIONS[i], ""));
    }
    out.end(begun);
  }

  private static void requireSame(String visitorId, Change change) {
    if (!visitorId.equals(change.visitorId())) {
      throw new IllegalArgumentException(
          "row of visitor: " + visitorId + " (expected: " + change.visitorId() + ")");
    }
  }

  private static boolean hasRest(Change change) {
    return change.duplicate() != null
        || !change.sessionsGone().isEmpty()
        || !change.factsGone().isEmpty()
        || change.applied() != null
        || change.held() != null
        || change.leftOut() != null;
  }

  private static byte[] rest(Change change) {
    try {
      return REST.writeValueAsBytes(change);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a change cannot fail to be written", e);
    }
  }

  private static byte[] json(Object value) {
    try {
      return Json.mapper().writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an event cannot fail to be written", e);
    }
  }

  /** Numbers of the fields, as in {@code change.proto}. */
  private static final class Field {
    static final int SITE = 1;
    static final int VISITOR_ID = 2;
    static final int VER = 3;
    static final int EVENT = 4;
    static final int LATE = 5;
    static final int ID_CONFLICT = 6;
    static final int SESSIONS = 7;
    static final int FACTS = 8;
    static final int REST = 9;

    /** Written first. With this number the first byte is not a brace. */
    static final int FORMAT = 15;

    static final class Session {
      static final int START = 1;
      static final int LENGTH = 2;
      static final int USER_ID = 3;
      static final int EVENTS = 4;
      static final int PAGE_VIEWS = 5;
      static final int PURCHASES = 6;
      static final int REVENUE = 7;
      static final int ENTRY_PATH = 8;
      static final int EXIT_PATH = 9;
      static final int ENTRY = 10;
    }

    static final class Fact {
      static final int FUNNEL_ID = 1;
      static final int VERSION = 2;
      static final int SESSION_START = 3;
      static final int ENTRY_DAY = 4;
      static final int STEP_TIMES = 5;
      static final int FIRST_ENTRY = 6;
      static final int DEADLINE = 7;
      static final int ENTRY = 8;
      static final int VALUE = 9;
      static final int LEVEL = 10;
      static final int LEVELS_EXCLUDED = 11;
      static final int CAPPED = 12;
      static final int LAST_PAGE = 13;
      static final int LAST_CLICK = 14;
      static final int NEXT = 15;
      static final int SIGNALS = 16;
    }
  }

  /** One change being read. */
  private static final class Reading {
    private final byte[] bytes;
    private String site = "";
    private String visitorId = "";
    private long ver;
    private boolean late;
    private boolean idConflict;
    private @Nullable WireIn event;
    private final List<Session> sessions = new ArrayList<>(1);
    private final List<FunnelFact> facts = new ArrayList<>();
    private @Nullable WireIn rest;

    Reading(byte[] bytes) {
      this.bytes = bytes;
    }

    Change change() throws IOException {
      var in = new WireIn(bytes, 0, bytes.length);
      if (in.next() != Field.FORMAT || in.whole() != FORMAT) {
        throw new IllegalArgumentException(
            "change: of another format (expected: format " + FORMAT + " or JSON)");
      }
      for (var field = in.next(); field != 0; field = in.next()) {
        switch (field) {
          case Field.SITE -> site = in.text();
          case Field.VISITOR_ID -> visitorId = in.text();
          case Field.VER -> ver = in.whole();
          case Field.EVENT -> event = in.part();
          case Field.LATE -> late = in.flag();
          case Field.ID_CONFLICT -> idConflict = in.flag();
          case Field.SESSIONS -> sessions.add(session(in.part()));
          case Field.FACTS -> facts.add(fact(in.part()));
          case Field.REST -> rest = in.part();
          default -> in.skip();
        }
      }
      var stored =
          event == null
              ? null
              : new Stored(EventJson.read(bytes, event.from(), event.size()), late, idConflict);
      return rest == null
          ? new Change(
              site, visitorId, ver, stored, null, sessions, List.of(), facts, List.of(), null)
          : withRest(stored, rest);
    }

    /** By way of JSON, so that nothing is forgotten, whatever a change may come to have. */
    private Change withRest(@Nullable Stored stored, WireIn json) throws IOException {
      var mapper = Json.mapper();
      var all = (ObjectNode) mapper.readTree(bytes, json.from(), json.size());
      all.put("site", site).put("visitor_id", visitorId).put("ver", ver);
      all.set("stored", mapper.valueToTree(stored));
      all.set("sessions", mapper.valueToTree(sessions));
      all.set("facts", mapper.valueToTree(facts));
      return mapper.treeToValue(all, Change.class);
    }

    private Session session(WireIn in) {
      var start = 0L;
      var length = 0L;
      var userId = "";
      var events = 0;
      var pageViews = 0;
      var purchases = 0;
      var revenue = 0.0;
      var entryPath = "";
      var exitPath = "";
      var entry = Map.<Dimension, String>of();
      for (var field = in.next(); field != 0; field = in.next()) {
        switch (field) {
          case Field.Session.START -> start = in.signed();
          case Field.Session.LENGTH -> length = in.whole();
          case Field.Session.USER_ID -> userId = in.text();
          case Field.Session.EVENTS -> events = in.integer();
          case Field.Session.PAGE_VIEWS -> pageViews = in.integer();
          case Field.Session.PURCHASES -> purchases = in.integer();
          case Field.Session.REVENUE -> revenue = in.real();
          case Field.Session.ENTRY_PATH -> entryPath = in.text();
          case Field.Session.EXIT_PATH -> exitPath = in.text();
          case Field.Session.ENTRY -> entry = dimensions(in.part());
          default -> in.skip();
        }
      }
      return new Session(
          visitorId,
          start,
          start + length,
          userId,
          events,
          pageViews,
          purchases,
          revenue,
          entryPath,
          exitPath,
          entry);
    }

    private FunnelFact fact(WireIn in) {
      var funnelId = "";
      var version = 0;
      var sessionStart = 0L;
      var entryDay = 0L;
      var stepTimes = new ArrayList<Long>();
      var firstEntry = 0L;
      var deadline = 0L;
      var entry = Map.<Dimension, String>of();
      var value = "";
      var level = 0;
      var levelsExcluded = 0;
      var capped = false;
      var lastPage = "";
      var lastClick = "";
      var next = "";
      var signals = 0;
      for (var field = in.next(); field != 0; field = in.next()) {
        switch (field) {
          case Field.Fact.FUNNEL_ID -> funnelId = in.text();
          case Field.Fact.VERSION -> version = in.integer();
          case Field.Fact.SESSION_START -> sessionStart = in.signed();
          case Field.Fact.ENTRY_DAY -> entryDay = in.signed();
          case Field.Fact.STEP_TIMES -> {
            for (var times = in.part(); times.hasMore(); ) {
              stepTimes.add(times.packed());
            }
          }
          case Field.Fact.FIRST_ENTRY -> firstEntry = in.signed();
          case Field.Fact.DEADLINE -> deadline = in.signed();
          case Field.Fact.ENTRY -> entry = dimensions(in.part());
          case Field.Fact.VALUE -> value = in.text();
          case Field.Fact.LEVEL -> level = in.integer();
          case Field.Fact.LEVELS_EXCLUDED -> levelsExcluded = in.integer();
          case Field.Fact.CAPPED -> capped = in.flag();
          case Field.Fact.LAST_PAGE -> lastPage = in.text();
          case Field.Fact.LAST_CLICK -> lastClick = in.text();
          case Field.Fact.NEXT -> next = in.text();
          case Field.Fact.SIGNALS -> signals = in.integer();
          default -> in.skip();
        }
      }
      return new FunnelFact(
          funnelId,
          version,
          visitorId,
          sessionStart,
          LocalDate.ofEpochDay(entryDay),
          value,
          level,
          stepTimes,
          firstEntry,
          deadline,
          level + levelsExcluded,
          capped,
          entry,
          new WayOut(lastPage, lastClick, next, Signal.ofBits(signals)));
    }

    private static Map<Dimension, String> dimensions(WireIn in) {
      var values = new EnumMap<Dimension, String>(Dimension.class);
      for (var field = in.next(); field != 0; field = in.next()) {
        if (field <= DIMENSIONS.length) {
          values.put(DIMENSIONS[field - 1], in.text());
        } else {
          in.skip();
        }
      }
      return values;
    }
  }
}
