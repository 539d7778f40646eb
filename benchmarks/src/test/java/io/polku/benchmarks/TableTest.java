package io.polku.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void columnsAreAsWideAsTheirWidestCell() {
    var table = new Table("what", "ms").row("facts", "9.50").row("ad hoc", "1,234");

    assertThat(table.toString())
        .isEqualTo(
            """
            | what   | ms    |
            | ------ | ----- |
            | facts  | 9.50  |
            | ad hoc | 1,234 |
            """);
  }

  @Test
  void rowsAreAsWideAsTheHeadings() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Table("a", "b").row("1"));
  }

  @Test
  void numbersAndRatiosHaveAboutThreeDigits() {
    assertThat(Table.number(0)).isEqualTo("0");
    assertThat(Table.number(0.567)).isEqualTo("0.57");
    assertThat(Table.number(12.34)).isEqualTo("12.3");
    assertThat(Table.number(123_456.7)).isEqualTo("123,457");
    assertThat(Table.ratio(1, 4)).isEqualTo("0.25x");
    assertThat(Table.ratio(1, 0)).isEqualTo("–");
  }
}
