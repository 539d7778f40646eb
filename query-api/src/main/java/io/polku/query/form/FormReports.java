package io.polku.query.form;

import io.polku.contract.definition.Definition.Site;
import io.polku.contract.funnel.Filter;
import io.polku.contract.report.FormReport;
import io.polku.contract.report.FormReport.Field;
import io.polku.contract.report.FormReport.Form;
import io.polku.contract.report.FormReport.Reason;
import io.polku.contract.report.Rates;
import io.polku.contract.report.Wilson;
import io.polku.query.range.TimeRange;
import io.polku.query.segment.FilterSql;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.DataState;
import io.polku.query.store.Row;
import io.polku.query.store.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Reports on forms. Thread-safe; blocks on ClickHouse. */
public final class FormReports {
  private static final double MILLIS_PER_SECOND = 1_000;

  /** Fields that are read of all forms together. */
  private static final int ROWS_MAX = 10_000;

  private final ClickHouse clickHouse;

  /** Reads from there. */
  public FormReports(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  private record Key(String form, String page) {}

  private record Counted(
      Key key,
      long started,
      long submitted,
      double medianMillis,
      long told,
      long allForms,
      long allStarted) {}

  private record Touched(
      Key key,
      String field,
      long touched,
      long last,
      long errors,
      double medianMillis,
      List<Reason> reasons,
      long allFields) {}

  /**
   * The report.
   *
   * @param filter events in sessions that fit
   * @param state what is stored of the site, read before this is called
   * @param asOf how far the log has been processed, taken before {@code state}
   * @throws io.polku.query.store.StoreException when ClickHouse does not answer
   */
  public FormReport report(
      Site site, TimeRange range, Filter filter, DataState state, Instant asOf) {
    var fillings = new HashMap<String, Object>();
    fillings.put("site", site.site());
    fillings.put("from_ms", range.fromMillis());
    fillings.put("to_ms", range.toMillis());
    fillings.put("fits", FilterSql.inSessions(filter, site.site(), range));
    fillings.put("forms_max", FormReport.FORMS_MAX);
    fillings.put("fields_max", FormReport.FIELDS_MAX);
    fillings.put("rows_max", ROWS_MAX);
    fillings.put("happened", Sql.file(FormReports.class, "happened.sql", fillings));
    var forms =
        clickHouse.query(Sql.file(FormReports.class, "forms.sql", fillings), FormReports::counted);
    var fields =
        clickHouse
            .query(Sql.file(FormReports.class, "fields.sql", fillings), FormReports::touched)
            .stream()
            .collect(Collectors.groupingBy(Touched::key));
    return new FormReport(
        range.from(),
        range.to(),
        asOf,
        state.version(),
        forms.isEmpty() ? 0 : forms.getFirst().allStarted(),
        forms.isEmpty() ? 0 : forms.getFirst().allForms() - forms.size(),
        forms.stream()
            .map(each -> form(each, fields.getOrDefault(each.key(), List.of())))
            .toList());
  }

  private static Form form(Counted counted, List<Touched> fields) {
    return new Form(
        counted.key().form(),
        counted.key().page(),
        counted.started(),
        counted.submitted(),
        counted.started() - counted.submitted(),
        Rates.of(counted.submitted(), counted.started()),
        Wilson.interval(counted.submitted(), counted.started()),
        counted.submitted() == 0 ? null : counted.medianMillis() / MILLIS_PER_SECOND,
        counted.told(),
        fields.stream().map(field -> field(field, counted.told())).toList(),
        fields.isEmpty() ? 0 : fields.getFirst().allFields() - fields.size());
  }

  private static Field field(Touched touched, long told) {
    return new Field(
        touched.field(),
        touched.touched(),
        touched.last(),
        Rates.of(touched.last(), told),
        touched.errors(),
        touched.reasons(),
        touched.touched() == 0 ? null : touched.medianMillis() / MILLIS_PER_SECOND);
  }

  private static Counted counted(Row row) throws SQLException {
    return new Counted(
        new Key(row.text(1), row.text(2)),
        row.number(3),
        row.number(4),
        row.real(5),
        row.number(6),
        row.number(7),
        row.number(8));
  }

  private static Touched touched(Row row) throws SQLException {
    var reasons = row.texts(8);
    var counts = row.numbers(9);
    return new Touched(
        new Key(row.text(1), row.text(2)),
        row.text(3),
        row.number(4),
        row.number(5),
        row.number(6),
        row.real(7),
        IntStream.range(0, reasons.size())
            .mapToObj(i -> new Reason(reasons.get(i), counts.get(i)))
            .sorted(
                Comparator.comparingLong(Reason::errors).reversed().thenComparing(Reason::reason))
            .limit(FormReport.FIELDS_MAX)
            .toList(),
        row.number(10));
  }
}
