package io.polku.query.alert;

import java.util.List;

/**
 * A share of something, or a time in seconds.
 *
 * @param value the share, or the seconds
 * @param interval its 95 % interval, low and high; empty where it has none
 * @param trials what it is a share of
 * @param subjects how many people or page views that is of
 */
record Figure(double value, List<Double> interval, long trials, long subjects) {
  Figure {
    interval = List.copyOf(interval);
  }
}
