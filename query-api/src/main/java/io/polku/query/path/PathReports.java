package io.polku.query.path;

import io.polku.contract.definition.Definition.Site;
import io.polku.contract.funnel.Filter;
import io.polku.contract.funnel.Subject;
import io.polku.contract.funnel.Unit;
import io.polku.contract.report.PathReport;
import io.polku.contract.report.PathReport.By;
import io.polku.contract.report.PathReport.Counted;
import io.polku.contract.report.PathReport.Direction;
import io.polku.contract.report.PathReport.Group;
import io.polku.contract.report.PathReport.Kind;
import io.polku.contract.report.PathReport.Link;
import io.polku.contract.report.PathReport.Node;
import io.polku.contract.report.Source;
import io.polku.contract.report.TransitionReport;
import io.polku.query.funnel.Reached;
import io.polku.query.range.TimeRange;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.DataState;
import io.polku.query.store.Sql;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Paths and transitions. Thread-safe; blocks on ClickHouse. */
public final class PathReports {
  /** A way that does not lead to the end. */
  private static final String ASTRAY = "x-";

  private static final String ENDED = "x";
  private static final String OTHER = "o";
  private static final int ENDS_LAST = 2;

  private final ClickHouse clickHouse;
  private final Reached reached;

  /**
   * @param clickHouse where events and sessions are
   * @param reached who reached what in funnels
   */
  public PathReports(ClickHouse clickHouse, Reached reached) {
    this.clickHouse = clickHouse;
    this.reached = reached;
  }

  /** As the statement answers it: texts are a letter for the kind, and the value. */
  private record Found(int depth, String from, String to, long count) {}

  /**
   * The paths.
   *
   * @param state what is stored of the site, read before this is called
   * @param asOf how far the log has been processed, taken before {@code state}
   * @throws io.polku.query.store.StoreException when ClickHouse does not answer
   */
  public PathReport paths(PathQuestion question, DataState state, Instant asOf) {
    var all =
        clickHouse.query(
            sql(question, asOf),
            row -> new Found((int) row.number(1), row.text(2), row.text(3), row.number(4)));
    var links = all.stream().filter(link -> !link.to().equals(ASTRAY)).toList();
    var total = ofFirst(links);
    return new PathReport(
        question.range().from(),
        question.range().to(),
        asOf,
        state.version(),
        direction(question),
        text(question.start()),
        text(question.end()),
        question.by(),
        question.group(),
        question.depth(),
        counted(question),
        ofFirst(all),
        total,
        nodes(question, links, total),
        links.stream().map(link -> link(question, link)).toList());
  }

  /**
   * The transitions.
   *
   * @param filter which sessions
   * @param limit most rows
   * @param state what is stored of the site, read before this is called
   * @param asOf how far the log has been processed, taken before {@code state}
   * @throws io.polku.query.store.StoreException when ClickHouse does not answer
   */
  public TransitionReport transitions(
      Site site,
      TimeRange range,
      Filter filter,
      By by,
      Group group,
      int limit,
      DataState state,
      Instant asOf) {
    record OneOf(long total, TransitionReport.Row row) {}
    var rows =
        clickHouse.query(
            PathSql.transitions(site, range, filter, by, group, limit),
            row ->
                new OneOf(
                    row.number(5),
                    new TransitionReport.Row(
                        row.text(1).substring(1),
                        row.text(2).substring(1),
                        row.number(3),
                        row.number(4))));
    return new TransitionReport(
        range.from(),
        range.to(),
        asOf,
        state.version(),
        by,
        group,
        rows.isEmpty() ? 0 : rows.getFirst().total(),
        rows.stream().map(OneOf::row).toList());
  }

  /** The statement, to be explained and looked at. */
  Sql sql(PathQuestion question, Instant asOf) {
    var funnel = question.funnel();
    return PathSql.links(question, asOf, funnel == null ? Source.ADHOC : reached.source(funnel));
  }

  private static long ofFirst(List<Found> links) {
    return links.stream().filter(link -> link.depth() == 1).mapToLong(Found::count).sum();
  }

  private static List<Node> nodes(PathQuestion question, List<Found> links, long total) {
    Map<String, Node> nodes = new LinkedHashMap<>();
    var root = node(question, 0, "", total);
    nodes.put(root.id(), root);
    for (var link : links) {
      var node = node(question, link.depth(), link.to(), link.count());
      nodes.merge(node.id(), node, PathReports::sum);
    }
    var sorted = new ArrayList<>(nodes.values());
    sorted.sort(
        Comparator.comparingInt(Node::depth)
            .thenComparingInt(PathReports::place)
            .thenComparing(Comparator.comparingLong(Node::count).reversed())
            .thenComparing(Node::value));
    return sorted;
  }

  private static Node sum(Node one, Node other) {
    return new Node(one.id(), one.depth(), one.kind(), one.value(), one.count() + other.count());
  }

  private static int place(Node node) {
    return switch (node.kind()) {
      case PAGE, EVENT -> 0;
      case OTHER -> 1;
      case EXIT, START, END -> ENDS_LAST;
    };
  }

  private static Link link(PathQuestion question, Found link) {
    return new Link(
        link.depth(),
        node(question, link.depth() - 1, link.from(), 0).id(),
        node(question, link.depth(), link.to(), 0).id(),
        link.count());
  }

  private static Node node(PathQuestion question, int depth, String text, long count) {
    var kind = kind(question, text);
    var value =
        switch (kind) {
          case PAGE, EVENT -> text.substring(1);
          case OTHER, EXIT -> "";
          case START -> depth == 0 ? orEmpty(question.start()) : "";
          case END -> orEmpty(question.end());
        };
    return new Node(depth + ":" + kind.word() + ":" + value, depth, kind, value, count);
  }

  private static Kind kind(PathQuestion question, String text) {
    var backward = direction(question) == Direction.BACKWARD;
    return switch (text) {
      case "" -> backward ? Kind.END : Kind.START;
      case OTHER -> Kind.OTHER;
      case ENDED ->
          switch (direction(question)) {
            case FORWARD -> Kind.EXIT;
            case BACKWARD -> Kind.START;
            case BETWEEN -> Kind.END;
          };
      default -> text.startsWith("p") ? Kind.PAGE : Kind.EVENT;
    };
  }

  private static Direction direction(PathQuestion question) {
    if (question.end() == null) {
      return Direction.FORWARD;
    }
    return question.start() == null ? Direction.BACKWARD : Direction.BETWEEN;
  }

  private static Counted counted(PathQuestion question) {
    var funnel = question.funnel();
    if (funnel == null) {
      return Counted.SESSION;
    }
    if (funnel.funnel().unit() == Unit.ITEM) {
      return Counted.ITEM;
    }
    return funnel.funnel().subject() == Subject.VISITOR ? Counted.VISITOR : Counted.SESSION;
  }

  private static @Nullable String text(@Nullable PathPoint point) {
    return point == null ? null : point.text();
  }

  private static String orEmpty(@Nullable PathPoint point) {
    return point == null ? "" : point.text();
  }
}
