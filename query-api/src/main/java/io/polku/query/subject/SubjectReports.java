package io.polku.query.subject;

import io.polku.contract.funnel.Attribute;
import io.polku.contract.funnel.Signal;
import io.polku.contract.funnel.Subject;
import io.polku.contract.funnel.WayOut;
import io.polku.contract.report.FunnelSubjects;
import io.polku.contract.report.Source;
import io.polku.contract.report.SubjectState;
import io.polku.contract.session.SessionId;
import io.polku.query.dropoff.WayOuts;
import io.polku.query.funnel.Reached;
import io.polku.query.funnel.Steps;
import io.polku.query.session.StoredSessions;
import io.polku.query.session.StoredSessions.Moment;
import io.polku.query.session.StoredSessions.Span;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.DataState;
import io.polku.query.store.Row;
import io.polku.query.store.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Lists the subjects behind the figures of a funnel. Thread-safe; blocks on ClickHouse. */
public final class SubjectReports {
  private final ClickHouse clickHouse;
  private final Reached reached;
  private final StoredSessions sessions;

  /**
   * @param clickHouse where facts and events are
   * @param reached who reached what
   * @param sessions where sessions are
   */
  public SubjectReports(ClickHouse clickHouse, Reached reached, StoredSessions sessions) {
    this.clickHouse = clickHouse;
    this.reached = reached;
    this.sessions = sessions;
  }

  /** A subject, the event at which it stands, and what followed where facts know it. */
  private record Found(
      long total,
      long enteredMillis,
      String visitorId,
      long sessionStartMillis,
      String held,
      String value,
      long reachedMillis,
      int level,
      long lastMillis,
      long lastSeq,
      String lastId,
      WayOut wayOut) {
    Cursor cursor() {
      return new Cursor(enteredMillis, visitorId, sessionStartMillis, held);
    }
  }

  /**
   * The list.
   *
   * @param state what is stored of the site, read before this is called
   * @param asOf how far the log has been processed, taken before {@code state}
   * @throws io.polku.query.store.StoreException when ClickHouse does not answer
   * @throws IllegalArgumentException when the funnel has no such step
   */
  public FunnelSubjects report(SubjectQuestion question, DataState state, Instant asOf) {
    var funnel = question.funnel();
    var source = reached.source(funnel);
    var rows = clickHouse.query(sql(question, source, asOf), row -> found(row, source));
    var all = rows.stream().filter(row -> !row.visitorId().isEmpty()).toList();
    var page = all.stream().limit(question.limit()).toList();
    return new FunnelSubjects(
        funnel.ref(),
        funnel.funnel().unit(),
        source,
        funnel.range().from(),
        funnel.range().to(),
        asOf,
        state.version(),
        question.step(),
        funnel.funnel().steps().get(question.step() - 1).name(),
        question.state(),
        rows.getFirst().total(),
        subjects(question, page, source),
        all.size() > page.size() ? page.getLast().cursor().text() : null);
  }

  private static Found found(Row row, Source source) throws SQLException {
    var fromFacts = source == Source.FACTS;
    return new Found(
        row.number(1),
        row.number(2),
        row.text(3),
        row.number(4),
        row.text(5),
        row.text(6),
        row.number(7),
        (int) row.number(8),
        row.number(9),
        fromFacts ? 0 : row.number(10),
        fromFacts ? "" : row.text(11),
        fromFacts
            ? new WayOut(
                row.text(10), row.text(11), row.text(12), Signal.ofBits((int) row.number(13)))
            : WayOut.NONE);
  }

  private List<FunnelSubjects.Subject> subjects(
      SubjectQuestion question, List<Found> page, Source source) {
    var site = question.funnel().site().site();
    var reachedIn =
        sessions.located(
            site,
            page.stream().map(row -> new Moment(row.visitorId(), row.reachedMillis())).toList());
    var ways = source == Source.FACTS ? Map.<Integer, WayOut>of() : ways(site, page);
    return IntStream.range(0, page.size())
        .mapToObj(
            i ->
                subject(
                    question,
                    page.get(i),
                    reachedIn.get(i),
                    ways.getOrDefault(i, page.get(i).wayOut())))
        .toList();
  }

  private static FunnelSubjects.Subject subject(
      SubjectQuestion question, Found found, @Nullable Span session, WayOut way) {
    var funnel = question.funnel();
    return new FunnelSubjects.Subject(
        found.visitorId(),
        funnel.funnel().subject() == Subject.SESSION
            ? Instant.ofEpochMilli(found.sessionStartMillis())
            : null,
        session == null ? null : new SessionId(found.visitorId(), session.fromMillis()).text(),
        funnel.funnel().hold() == null ? null : found.held(),
        funnel.breakdown() == null ? null : found.value(),
        Instant.ofEpochMilli(found.enteredMillis()),
        Instant.ofEpochMilli(found.reachedMillis()),
        found.level(),
        way.lastPage(),
        way.lastClick(),
        way.next(),
        way.signals().stream().sorted().toList());
  }

  /** What followed the last event of each chain, by place. */
  private Map<Integer, WayOut> ways(String site, List<Found> page) {
    if (page.isEmpty()) {
      return Map.of();
    }
    var moments = page.stream().map(row -> new Moment(row.visitorId(), row.lastMillis())).toList();
    var spans = sessions.located(site, moments);
    return clickHouse
        .query(
            ways(site, page, spans),
            row ->
                Map.entry(
                    (int) row.number(1),
                    new WayOut(
                        row.text(2), row.text(3), row.text(4), Signal.ofBits((int) row.number(5)))))
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static Sql ways(String site, List<Found> page, Map<Integer, Span> spans) {
    var starts = new ArrayList<Long>();
    var ends = new ArrayList<Long>();
    for (var i = 0; i < page.size(); i++) {
      // A session that is not stored yet is the event alone.
      var alone = new Span(page.get(i).lastMillis(), page.get(i).lastMillis());
      starts.add(spans.getOrDefault(i, alone).fromMillis());
      ends.add(spans.getOrDefault(i, alone).untilMillis());
    }
    var targets =
        Sql.file(
            SubjectReports.class,
            "targets.sql",
            Map.of(
                "numbers", StoredSessions.numbers(page.size()),
                "visitors", page.stream().map(Found::visitorId).toList(),
                "times", page.stream().map(Found::lastMillis).toList(),
                "seqs", page.stream().map(Found::lastSeq).toList(),
                "ids", page.stream().map(Found::lastId).toList(),
                "starts", starts,
                "ends", ends));
    var ways =
        WayOuts.ways(
            targets,
            Sql.of(
                "visitor_id IN (SELECT arrayJoin(?))",
                page.stream().map(Found::visitorId).toList()),
            site,
            starts.stream().min(Long::compare).orElseThrow(),
            ends.stream().max(Long::compare).orElseThrow() + 1);
    return Sql.file(SubjectReports.class, "ways.sql", Map.of("ways", ways));
  }

  /** The statement of a page, to be explained and looked at. */
  static Sql sql(SubjectQuestion question, Source source, Instant asOf) {
    var funnel = question.funnel();
    var step = Steps.of(funnel.funnel(), question.step());
    var fromFacts = source == Source.FACTS;
    var fillings = new HashMap<String, Object>();
    fillings.put("reached", Reached.detailed(funnel, asOf, source));
    fillings.put("step", step.number());
    fillings.put(
        "value",
        Sql.of(
            funnel.breakdown() instanceof Attribute.ItemField
                ? "arrayStringConcat(entry_value, ', ')"
                : "entry_value"));
    fillings.put("state", state(question.state(), step, asOf));
    fillings.put(
        "last",
        Sql.of(
            fromFacts
                ? "(detail.2, detail.3, detail.4, detail.5)"
                : "detail.2[arrayLastIndex(ms -> ms > 0, step_times)]"));
    fillings.put(
        "last_columns",
        Sql.of(fromFacts ? ", one.9.1, one.9.2, one.9.3, one.9.4" : ", one.9.1, one.9.2"));
    // One more than asked for tells whether there is another page.
    fillings.put("limit", Sql.of(Integer.toString(question.limit() + 1)));
    fillings.put("after", after(question.after()));
    return Sql.file(SubjectReports.class, "subjects.sql", fillings);
  }

  private static Sql state(SubjectState state, Steps step, Instant asOf) {
    var converted = step.converted().text();
    var stopped = "NOT (" + converted + ")";
    return switch (state) {
      case ENTERED -> Sql.of("1");
      case CONVERTED -> Sql.of(converted);
      case DROPPED -> Sql.of(stopped + " AND (excluded OR deadline < ?)", asOf.toEpochMilli());
      case OPEN -> Sql.of(stopped + " AND NOT excluded AND deadline >= ?", asOf.toEpochMilli());
      case EXCLUDED -> Sql.of(stopped + " AND excluded");
    };
  }

  private static Sql after(@Nullable Cursor after) {
    return after == null
        ? Sql.of("1")
        : Sql.of(
            "(-entered_at, visitor_id, session_start, held) > (toInt64(?), ?, toInt64(?), ?)",
            -after.enteredMillis(),
            after.visitorId(),
            after.sessionStartMillis(),
            after.held());
  }
}
