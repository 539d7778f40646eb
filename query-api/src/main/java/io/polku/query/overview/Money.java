package io.polku.query.overview;

import io.polku.contract.report.Overview.CurrencyAmount;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.Sql;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Amounts by value and currency.
 *
 * @param amounts each value and currency once
 */
record Money(List<Amount> amounts) {
  /** What one value brought in one currency. */
  record Amount(String value, String currency, double amount) {}

  /** Of a statement with the columns value, currency and amount. */
  static Money read(ClickHouse clickHouse, Sql sql) {
    return new Money(
        clickHouse.query(sql, row -> new Amount(row.text(1), row.text(2), row.real(3))));
  }

  /** Of all values. */
  List<CurrencyAmount> all() {
    return sums(value -> true);
  }

  /** Of one value. */
  List<CurrencyAmount> of(String value) {
    return sums(value::equals);
  }

  /** Of all other values. */
  List<CurrencyAmount> allBut(Set<String> values) {
    return sums(value -> !values.contains(value));
  }

  private List<CurrencyAmount> sums(Predicate<String> wanted) {
    return amounts.stream()
        .filter(amount -> wanted.test(amount.value()))
        .collect(Collectors.groupingBy(Amount::currency, Collectors.summingDouble(Amount::amount)))
        .entrySet()
        .stream()
        .map(sum -> new CurrencyAmount(sum.getKey(), sum.getValue()))
        .sorted(
            Comparator.comparingDouble(CurrencyAmount::amount)
                .reversed()
                .thenComparing(CurrencyAmount::currency))
        .toList();
  }
}
