package io.polku.query.link;

import io.polku.contract.report.ElementRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;

/**
 * Tells versions of a page apart by what is used on it. Pure.
 *
 * <p>If an element was there all the time, the first of its n visitors is as likely in any of the
 * page views: none of them falls into the first share f with probability (1-f)^n. Where that is
 * less than {@value #ERROR} over the number of elements, it came later; the same from the end, it
 * was taken away. So a page without changes is cut with a probability of at most twice {@value
 * #ERROR}. How far from its first page view it may have come follows from the same; changes that
 * may have been at the same time are taken for one.
 *
 * <p>What stands in the same place under many addresses, or under one after the other, is content:
 * only the place counts.
 */
final class PageVersions {
  /** How likely a page without changes may be cut, from either end. */
  static final double ERROR = 0.001;

  /** More addresses or texts in one place are a list of products or the like. */
  static final int IN_PLACE_MAX = 12;

  private PageVersions() {}

  /**
   * An element, and where in the page views it was used.
   *
   * @param element itself
   * @param said what it says, where it has no address
   * @param visitors who used it
   * @param first number of the first page view in which it was used, from 0
   * @param firstMillis time of that page view
   * @param last number of the last one
   * @param lastMillis time of that page view
   */
  record Span(
      ElementRef element,
      String said,
      long visitors,
      long first,
      long firstMillis,
      long last,
      long lastMillis) {
    private Place place() {
      return new Place(element.link(), element.tag(), element.selector());
    }

    private Span with(Span other) {
      var sooner = first <= other.first ? this : other;
      var later = last >= other.last ? this : other;
      return new Span(
          element,
          said,
          // At most as many as there are: some may have used both.
          Math.max(visitors, other.visitors),
          sooner.first,
          sooner.firstMillis,
          later.last,
          later.lastMillis);
    }
  }

  /**
   * A change of the page.
   *
   * @param atMillis the first page view with it is of that time or later
   * @param appeared what is used since
   * @param vanished what was used before
   */
  record Change(long atMillis, List<ElementRef> appeared, List<ElementRef> vanished) {
    Change {
      appeared = List.copyOf(appeared);
      vanished = List.copyOf(vanished);
    }
  }

  private record Place(String link, String tag, String selector) {}

  /**
   * One end of an element.
   *
   * @param least number of the first page view that may be the first without, or with it
   * @param most number of the last one that may be
   */
  private record End(Span span, boolean appeared, double least, double most) {
    long atMillis() {
      return appeared ? span.firstMillis() : span.lastMillis() + 1;
    }
  }

  /**
   * The changes, in order of time.
   *
   * @param spans of the elements
   * @param pageViews how many there are
   */
  static List<Change> changes(Collection<Span> spans, long pageViews) {
    if (pageViews == 0) {
      return List.of();
    }
    var units = units(spans, pageViews);
    var ends = ends(units, pageViews, units.size());
    ends.sort(Comparator.comparingDouble(End::most));
    var changes = new ArrayList<Change>();
    var together = new ArrayList<End>();
    var most = 0.0;
    for (var end : ends) {
      if (!together.isEmpty() && end.least() > most) {
        changes.add(change(together));
        together.clear();
      }
      if (together.isEmpty()) {
        most = end.most();
      }
      together.add(end);
    }
    if (!together.isEmpty()) {
      changes.add(change(together));
    }
    return changes.stream().sorted(Comparator.comparingLong(Change::atMillis)).toList();
  }

  /** Elements on their own, or places where they are content. */
  private static List<Span> units(Collection<Span> spans, long pageViews) {
    var places = new LinkedHashMap<Place, List<Span>>();
    spans.forEach(span -> places.computeIfAbsent(span.place(), _ -> new ArrayList<>()).add(span));
    var units = new ArrayList<Span>();
    for (var inPlace : places.values()) {
      if (isContent(inPlace, pageViews, spans.size())) {
        inPlace.stream().reduce(Span::with).ifPresent(units::add);
      } else {
        units.addAll(inPlace);
      }
    }
    return units;
  }

  private static boolean isContent(List<Span> inPlace, long pageViews, int elements) {
    if (inPlace.size() == 1 || inPlace.size() > IN_PLACE_MAX) {
      return inPlace.size() > 1;
    }
    Set<Boolean> kinds = new HashSet<>();
    ends(inPlace, pageViews, elements).forEach(end -> kinds.add(end.appeared()));
    return kinds.size() > 1;
  }

  private static List<End> ends(List<Span> units, long pageViews, int elements) {
    var limit = ERROR / Math.max(1, elements);
    var ends = new ArrayList<End>();
    for (var unit : units) {
      var n = (double) unit.visitors();
      var before = unit.first();
      var after = pageViews - 1 - unit.last();
      // As far as it may go without anybody, of the page views that it had.
      var gap = 1 - Math.pow(limit, 1.0 / Math.max(1, n));
      if (Math.pow(1 - (double) before / pageViews, n) < limit) {
        ends.add(new End(unit, true, before - gap * (pageViews - before), before));
      }
      if (Math.pow(1 - (double) after / pageViews, n) < limit) {
        ends.add(
            new End(unit, false, unit.last() + 1.0, unit.last() + 1 + gap * (unit.last() + 1)));
      }
    }
    return ends;
  }

  /** At the first that is there, which is late by little; else after the last that was. */
  private static Change change(List<End> together) {
    var at =
        together.stream().filter(End::appeared).mapToLong(End::atMillis).min().stream()
            .findFirst()
            .orElseGet(() -> together.stream().mapToLong(End::atMillis).max().orElseThrow());
    return new Change(at, elements(together, true), elements(together, false));
  }

  private static List<ElementRef> elements(List<End> ends, boolean appeared) {
    return ends.stream()
        .filter(end -> end.appeared() == appeared)
        .sorted(Comparator.comparingLong((End end) -> end.span().visitors()).reversed())
        .map(end -> end.span().element())
        .toList();
  }
}
