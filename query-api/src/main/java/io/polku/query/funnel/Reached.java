package io.polku.query.funnel;

import io.polku.contract.funnel.Attribute;
import io.polku.contract.report.Interval;
import io.polku.contract.report.Source;
import io.polku.query.store.Sql;
import java.time.Instant;

/**
 * Who reached what: the subjects behind a report, as SQL that other reports build on, so that their
 * totals are the report's.
 *
 * <p>Whoever does not fit the question's filter is not there. The columns of {@code reached}, one
 * row for each subject that counts in the range (with unit {@code item}: for each subject and value
 * it holds):
 *
 * <ul>
 *   <li>{@code visitor_id}; {@code session_start}, milliseconds, 0 where visitors are counted
 *   <li>{@code bucket}: 0
 *   <li>{@code level}: required steps it reached, at least 1
 *   <li>{@code step_times}: for each step, optional ones too, when it reached it in the chain that
 *       counts, in milliseconds; 0 where it did not
 *   <li>{@code first_entry}, {@code deadline}: milliseconds; it is open while the deadline is not
 *       before {@code as_of}
 *   <li>{@code excluded}: whether an exclusion stopped it
 *   <li>{@code entry_value}: value of the breakdown at the event that enters, of an item field an
 *       array; "" without one
 * </ul>
 */
public final class Reached {
  private final FactsReadiness facts;

  /**
   * @param facts which versions have theirs
   */
  public Reached(FactsReadiness facts) {
    this.facts = facts;
  }

  /**
   * From what the question is answered. Facts hold whole days and dimensions.
   *
   * @throws io.polku.query.store.StoreException when ClickHouse does not answer
   */
  public Source source(FunnelQuestion question) {
    var fits =
        question.computed()
            && question.range().wholeDays()
            && question.interval() != Interval.HOUR
            && question.attributes().allMatch(Reached::isOfFacts)
            && facts.complete(question.site().site(), question.ref());
    return fits ? Source.FACTS : Source.ADHOC;
  }

  /** Dimensions are columns of facts, and what a session knows is looked up there either way. */
  private static boolean isOfFacts(Attribute attribute) {
    return switch (attribute) {
      case Attribute.Named _, Attribute.OfSession _ -> true;
      case Attribute.Prop _, Attribute.ItemField _ -> false;
    };
  }

  /**
   * Common table expressions to stand after {@code WITH}, the last of them {@code reached}. What
   * they bind stands first in a statement.
   *
   * @param asOf how far the log has been processed
   * @param source as {@link #source} says
   */
  public static Sql sql(FunnelQuestion question, Instant asOf, Source source) {
    return new FunnelSql(question, asOf).reached(source == Source.FACTS);
  }

  /**
   * The same with another {@code entry_value} than the breakdown's.
   *
   * @param entryValue a text, of an event's columns that are dimensions
   */
  public static Sql sql(FunnelQuestion question, Instant asOf, Source source, Sql entryValue) {
    return new FunnelSql(question, asOf, entryValue).reached(source == Source.FACTS);
  }

  /**
   * The same with one more column, {@code detail}, which says more of the chain that counts. From
   * facts it is a tuple of the value it holds ("" for none), and of last page, last click, next and
   * the bits of signals after its last event. From events it is a tuple of the value and an array
   * with {@code seq} and id of the event of each step of {@code step_times}.
   */
  public static Sql detailed(FunnelQuestion question, Instant asOf, Source source) {
    return new FunnelSql(question, asOf).detailed().reached(source == Source.FACTS);
  }
}
