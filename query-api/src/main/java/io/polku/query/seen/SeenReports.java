package io.polku.query.seen;

import io.polku.contract.event.Dimension;
import io.polku.contract.funnel.WayOut;
import io.polku.contract.report.Seen;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.DataState;
import io.polku.query.store.Sql;
import java.time.Instant;
import java.util.Map;

/** What really occurs on sites. Thread-safe; blocks on ClickHouse. */
public final class SeenReports {
  private static final Sql ALL = Sql.of("1");

  private final ClickHouse clickHouse;

  /** Reads from there. */
  public SeenReports(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  private record Found(long values, Seen.Row row) {}

  /**
   * The report.
   *
   * @param state what is stored of the site, read before this is called
   * @param asOf how far the log has been processed, taken before {@code state}
   * @throws io.polku.query.store.StoreException when ClickHouse does not answer
   */
  public Seen report(SeenQuestion question, DataState state, Instant asOf) {
    var rows =
        clickHouse.query(
            sql(question),
            row ->
                new Found(
                    row.number(5),
                    new Seen.Row(row.text(1), row.number(2) == 1, row.number(3), row.number(4))));
    return new Seen(
        question.range().from(),
        question.range().to(),
        asOf,
        state.version(),
        question.kind(),
        rows.isEmpty() ? 0 : rows.getFirst().values(),
        rows.stream().map(Found::row).toList());
  }

  /** The statement, to be explained and looked at. */
  static Sql sql(SeenQuestion question) {
    return Sql.file(
        SeenReports.class,
        "seen.sql",
        Map.of(
            "site", question.site().site(),
            "from_ms", question.range().fromMillis(),
            "to_ms", question.range().toMillis(),
            "q", question.q(),
            "limit", question.limit(),
            "values", values(question),
            "of", of(question)));
  }

  private static Sql of(SeenQuestion question) {
    return switch (question.kind()) {
      case EVENT, VALUE -> ALL;
      case PAGE ->
          Sql.of("name = ?", question.name().isEmpty() ? WayOut.PAGE_VIEW : question.name());
      case PROPERTY -> question.name().isEmpty() ? ALL : Sql.of("name = ?", question.name());
    };
  }

  private static Sql values(SeenQuestion question) {
    return switch (question.kind()) {
      case EVENT -> Sql.of("[(toString(name), 0)]");
      case PAGE ->
          Sql.of(
              "if(path = '', [], if(path_group IN ('', path), [(path, 0)],"
                  + " [(path, 0), (toString(path_group), 1)]))");
      case PROPERTY ->
          Sql.of(
              "arrayMap(field -> (field, 0), arrayConcat(arrayMap(key -> toString(key),"
                  + " mapKeys(props)), arrayMap(key -> concat(?, key), arrayDistinct(arrayFlatten("
                  + "arrayMap(item -> arrayMap(key -> toString(key), mapKeys(item)), items))))))",
              SeenQuestion.ITEM);
      case VALUE -> valuesOf(question.name());
    };
  }

  private static Sql valuesOf(String name) {
    if (name.startsWith(SeenQuestion.PROP)) {
      return Sql.of(
          "if(mapContains(props, ?), [(toString(props[?]), 0)], [])",
          name.substring(SeenQuestion.PROP.length()),
          name.substring(SeenQuestion.PROP.length()));
    }
    if (name.startsWith(SeenQuestion.ITEM)) {
      return Sql.of(
          "arrayMap(text -> (text, 0), arrayDistinct(arrayFilter(text -> text != '',"
              + " arrayMap(item -> toString(item[?]), items))))",
          name.substring(SeenQuestion.ITEM.length()));
    }
    var column = name.equals(SeenQuestion.URL) ? SeenQuestion.URL : Dimension.ofWord(name).word();
    return Sql.of("if(%1$s = '', [], [(toString(%1$s), 0)])".formatted(column));
  }
}
