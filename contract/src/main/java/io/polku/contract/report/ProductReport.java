package io.polku.contract.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.polku.contract.report.Overview.CurrencyAmount;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * What is viewed, put into carts and bought: items of {@code view_item}, {@code add_to_cart} and
 * {@code purchase} events. A visitor counts once in each figure, whatever the order of the events.
 *
 * @param from start of the range, inclusive
 * @param to end of the range, exclusive
 * @param asOf how far the log has been processed
 * @param dataVersion changes whenever something of the site was stored
 * @param by what the rows are
 * @param values how many different ones there were
 * @param total all of them
 * @param rows most bought, then carted, then viewed first; the last one may hold the rest
 */
public record ProductReport(
    Instant from,
    Instant to,
    Instant asOf,
    String dataVersion,
    By by,
    long values,
    Row total,
    List<Row> rows) {
  /** Copies the rows. */
  public ProductReport {
    rows = List.copyOf(rows);
  }

  /** Fields of items. */
  public enum By {
    ID,
    NAME,
    CATEGORY,
    BRAND;

    /** The word used in JSON: the name in lower case. */
    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The field as GA4 names it. */
    public String field() {
      return "item_" + word();
    }
  }

  /**
   * How many visitors did what.
   *
   * @param viewed viewed it
   * @param carted put it into the cart
   * @param bought bought it
   * @param viewedCarted did both
   * @param viewedBought did both
   * @param cartedBought did both
   */
  public record Visitors(
      long viewed,
      long carted,
      long bought,
      long viewedCarted,
      long viewedBought,
      long cartedBought) {}

  /**
   * Items with one value.
   *
   * @param value "" where items have none, {@link FunnelReport#OTHER} for the rest and the total
   * @param other whether it holds all values without a row of their own
   * @param name a name that the item had; "" unless by id
   * @param views items in {@code view_item} events
   * @param carts items in {@code add_to_cart} events
   * @param purchases items in {@code purchase} events
   * @param viewed visitors who viewed it
   * @param carted visitors who put it into the cart
   * @param bought visitors who bought it
   * @param viewedCarted visitors who did both
   * @param viewedBought visitors who did both
   * @param cartedBought visitors who did both
   * @param cartRate of those who viewed it, those who put it into the cart
   * @param cartInterval Wilson's interval of it
   * @param buyRate of those who viewed it, those who bought it
   * @param buyInterval Wilson's interval of it
   * @param cartToBuyRate of those who put it into the cart, those who bought it
   * @param cartToBuyInterval Wilson's interval of it
   * @param quantity how many were bought; an item without a quantity is one
   * @param unpriced items in {@code purchase} events without a price
   * @param revenueByCurrency price times quantity of what was bought, most first
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Row(
      String value,
      boolean other,
      String name,
      long views,
      long carts,
      long purchases,
      long viewed,
      long carted,
      long bought,
      long viewedCarted,
      long viewedBought,
      long cartedBought,
      double cartRate,
      List<Double> cartInterval,
      double buyRate,
      List<Double> buyInterval,
      double cartToBuyRate,
      List<Double> cartToBuyInterval,
      double quantity,
      long unpriced,
      List<CurrencyAmount> revenueByCurrency) {
    /** Copies the lists. */
    public Row {
      cartInterval = List.copyOf(cartInterval);
      buyInterval = List.copyOf(buyInterval);
      cartToBuyInterval = List.copyOf(cartToBuyInterval);
      revenueByCurrency = List.copyOf(revenueByCurrency);
    }

    /** With the rates of those counts. */
    public static Row of(
        String value,
        boolean other,
        String name,
        long views,
        long carts,
        long purchases,
        Visitors visitors,
        double quantity,
        long unpriced,
        List<CurrencyAmount> revenueByCurrency) {
      return new Row(
          value,
          other,
          name,
          views,
          carts,
          purchases,
          visitors.viewed(),
          visitors.carted(),
          visitors.bought(),
          visitors.viewedCarted(),
          visitors.viewedBought(),
          visitors.cartedBought(),
          Rates.of(visitors.viewedCarted(), visitors.viewed()),
          Wilson.interval(visitors.viewedCarted(), visitors.viewed()),
          Rates.of(visitors.viewedBought(), visitors.viewed()),
          Wilson.interval(visitors.viewedBought(), visitors.viewed()),
          Rates.of(visitors.cartedBought(), visitors.carted()),
          Wilson.interval(visitors.cartedBought(), visitors.carted()),
          quantity,
          unpriced,
          revenueByCurrency);
    }
  }
}
