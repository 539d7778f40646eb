package io.polku.query.link;

import io.polku.contract.funnel.PathGlob;
import io.polku.contract.link.LinkMatch;
import io.polku.query.segment.FilterSql;
import io.polku.query.store.Sql;
import java.util.ArrayList;
import java.util.List;

/** Conditions on the element and the page of an event. */
final class Elements {
  private Elements() {}

  /** Whether the element is the one that is meant. */
  static Sql meant(LinkMatch link) {
    var parts = new ArrayList<Sql>();
    var href = link.href();
    if (link.name() != null) {
      parts.add(Sql.of("element_link = ?", link.name()));
    }
    if (href != null) {
      parts.add(glob(href, link.isOfPath() ? "path(element_href)" : "element_href"));
    }
    if (link.selector() != null) {
      parts.add(Sql.of("element_selector = ?", link.selector()));
    }
    if (link.text() != null) {
      parts.add(Sql.of("element_text = ?", link.text()));
    }
    return FilterSql.all(parts);
  }

  /** Whether the path of an event fits one of them; never where there are none. */
  static Sql onAnyOf(List<PathGlob> globs) {
    return globs.isEmpty()
        ? Sql.of("false")
        : Sql.join(
            "",
            List.of(
                Sql.of("("),
                Sql.join(" OR ", globs.stream().map(glob -> glob(glob, "path")).toList()),
                Sql.of(")")));
  }

  private static Sql glob(PathGlob glob, String column) {
    return glob.isLiteral()
        ? Sql.of(column + " = ?", glob.toString())
        : Sql.of("match(" + column + ", ?)", glob.regex());
  }
}
