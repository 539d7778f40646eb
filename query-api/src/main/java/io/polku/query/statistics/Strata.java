package io.polku.query.statistics;

import io.polku.contract.report.Wilson;
import io.polku.query.store.Row;
import io.polku.query.store.Sql;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.jspecify.annotations.Nullable;

/**
 * Sums over strata of comparable subjects, some of whom met something that others did not.
 *
 * <ul>
 *   <li>Excess loss: the Mantel-Haenszel difference of risks, N. Mantel and W. Haenszel, Journal of
 *       the National Cancer Institute 22 (1959), as S. Greenland and J. M. Robins give it,
 *       Biometrics 41 (1985). Its variance: T. Sato, "On the variance estimator for the
 *       Mantel-Haenszel risk difference", Biometrics 45 (1989), which holds for few large and for
 *       many small strata.
 *   <li>Test: that of Mantel and Haenszel, whose variance is the one without a difference. With
 *       their correction for continuity it is on the safe side for few subjects.
 * </ul>
 *
 * @param compared who met it in strata where others did not
 * @param beside these others
 * @param weights Σ n1 n0 / n
 * @param differences Σ (a n0 − b n1) / n: how many more are lost than expected
 * @param p first part of the variance
 * @param q second part
 * @param variance of {@code differences} where it makes none
 */
public record Strata(
    long compared,
    long beside,
    double weights,
    double differences,
    double p,
    double q,
    double variance) {
  private static final double CONTINUITY = 0.5;

  /** How many columns {@link #sums} has. */
  public static final int COLUMNS = 7;

  /**
   * Columns for {@link #of}, over rows that are a stratum each with {@code n1}, {@code a}, {@code
   * n0} and {@code b}, all Float64.
   */
  public static Sql sums() {
    return Sql.file(Strata.class, "strata.sql", Map.of());
  }

  /** Reads {@link #sums} from the column of a row where it begins. */
  public static Strata of(Row row, int first) throws SQLException {
    return new Strata(
        row.number(first),
        row.number(first + 1),
        row.real(first + 2),
        row.real(first + 3),
        row.real(first + 4),
        row.real(first + 5),
        row.real(first + 6));
  }

  /** Whether there is anybody to compare with. */
  public boolean comparable() {
    return weights > 0;
  }

  /** By how much more are lost. */
  public double excess() {
    return differences / weights;
  }

  /** {@link #excess}, or null where nobody is comparable. */
  public @Nullable Double excessOrNull() {
    return comparable() ? excess() : null;
  }

  /** How many fewer would have been lost, or null likewise. */
  public @Nullable Double lostBecause() {
    return comparable() ? excess() * compared : null;
  }

  /** Standard error of it. */
  public double error() {
    return Math.sqrt(Math.max(0, excess() * p + q)) / weights;
  }

  /** Its 95 % interval, or null where nobody is comparable. */
  public @Nullable List<Double> interval() {
    if (!comparable()) {
      return null;
    }
    var spread = Wilson.Z * error();
    return List.of(Math.max(-1, excess() - spread), Math.min(1, excess() + spread));
  }

  /** Whether both sides are as many, and it could go either way. */
  public boolean enough(int comparedMin, int besideMin) {
    return compared >= comparedMin && beside >= besideMin && variance > 0;
  }

  /** Two-sided: chance of a difference as large where there is none. */
  public double pValue() {
    return Math.min(1, 2 * tail(Math.abs(differences)));
  }

  /** One-sided: chance of a loss as much higher where there is no difference. */
  public double pValueOfMore() {
    return tail(differences);
  }

  private double tail(double difference) {
    return NormalDistribution.of(0, 1)
        .survivalProbability((difference - CONTINUITY) / Math.sqrt(variance));
  }
}
