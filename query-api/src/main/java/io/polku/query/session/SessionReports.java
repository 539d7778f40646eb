package io.polku.query.session;

import io.polku.contract.report.SessionList;
import io.polku.contract.report.SessionRow;
import io.polku.contract.session.SessionId;
import io.polku.contract.session.SessionRules;
import io.polku.query.segment.FilterSql;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.DataState;
import io.polku.query.store.Sql;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lists sessions. Thread-safe; blocks on ClickHouse. */
public final class SessionReports {
  private static final Sql ALL = Sql.of("1");

  private final ClickHouse clickHouse;
  private final StoredSessions sessions;

  /**
   * @param clickHouse where sessions are
   * @param sessions reads their rows
   */
  public SessionReports(ClickHouse clickHouse, StoredSessions sessions) {
    this.clickHouse = clickHouse;
    this.sessions = sessions;
  }

  /**
   * The list.
   *
   * @param state what is stored of the site, read before this is called
   * @param asOf how far the log has been processed, taken before {@code state}
   * @throws io.polku.query.store.StoreException when ClickHouse does not answer
   */
  public SessionList report(SessionQuestion question, DataState state, Instant asOf) {
    var rows = clickHouse.query(list(question), StoredSessions::read);
    var page = rows.stream().limit(question.limit()).toList();
    return new SessionList(
        question.range().from(),
        question.range().to(),
        asOf,
        state.version(),
        clickHouse.queryOne(count(question), row -> row.number(1)),
        sessions.withSignals(question.site().site(), page),
        rows.size() > page.size() ? page.getLast().sessionId() : null);
  }

  /** The statements, to be explained and looked at. */
  static List<Sql> statements(SessionQuestion question, List<SessionRow> rows) {
    return List.of(
        list(question), count(question), StoredSessions.signals(question.site().site(), rows));
  }

  private static Sql count(SessionQuestion question) {
    return Sql.file(SessionReports.class, "count.sql", fillings(question));
  }

  private static Sql list(SessionQuestion question) {
    var fillings = fillings(question);
    fillings.put("columns", StoredSessions.columns());
    fillings.put("after", after(question.after()));
    // One more than asked for tells whether there is another page.
    fillings.put("limit", question.limit() + 1);
    return Sql.file(SessionReports.class, "list.sql", fillings);
  }

  private static Map<String, Object> fillings(SessionQuestion question) {
    var lengthMaxMillis = SessionRules.LENGTH_MAX.toMillis();
    var fillings = new HashMap<String, Object>();
    fillings.put("site", question.site().site());
    fillings.put("from_ms", question.range().fromMillis());
    fillings.put("to_ms", question.range().toMillis());
    fillings.put("length_max_ms", lengthMaxMillis);
    fillings.put("scan_to_ms", question.range().toMillis() + lengthMaxMillis);
    fillings.put("q", question.text());
    fillings.put(
        "found",
        question.text().isEmpty() ? ALL : Sql.file(SessionReports.class, "found.sql", fillings));
    fillings.put(
        "kept", FilterSql.onSessions(question.filter(), question.site().site(), question.range()));
    fillings.put("of_range", Sql.file(SessionReports.class, "of_range.sql", fillings));
    return fillings;
  }

  private static Sql after(@Nullable SessionId after) {
    return after == null
        ? ALL
        : Sql.of(
            "(-toUnixTimestamp64Milli(session_start), visitor_id) > (toInt64(?), ?)",
            -after.startMillis(),
            after.visitorId());
  }
}
