package io.polku.query.digest;

import io.polku.contract.definition.Definition.Site;
import io.polku.contract.report.FindingReport;
import io.polku.contract.report.FindingReport.Finding;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** What was found, as plain text for a chat. */
final class DigestText {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.ENGLISH);

  private DigestText() {}

  /** A line of what it is about, then a list a kind of finding; kinds without findings are out. */
  static String of(Site site, FindingReport report) {
    var text = new StringBuilder(site.site());
    text.append(", ").append(day(report.from(), site)).append(" to ");
    text.append(day(report.to().minusMillis(1), site)).append(": ");
    var count = report.breaks().size() + report.misleading().size() + report.missedLinks().size();
    text.append(
        switch (count) {
          case 0 -> "nothing found";
          case 1 -> "1 finding";
          default -> count + " findings";
        });
    text.append(" in ").append(String.format(Locale.ROOT, "%,d", report.tested()));
    text.append(report.tested() == 1 ? " comparison" : " comparisons");
    list(text, "Where it breaks", report.breaks());
    list(text, "Pages that mislead", report.misleading());
    list(text, "Links that are missed", report.missedLinks());
    report.notes().forEach(note -> text.append('\n').append(note));
    return text.toString();
  }

  private static void list(StringBuilder text, String title, List<Finding> findings) {
    if (!findings.isEmpty()) {
      text.append('\n').append(title);
      findings.forEach(finding -> text.append("\n• ").append(finding.sentence()));
    }
  }

  private static String day(Instant time, Site site) {
    return DAY.format(time.atZone(site.timeZone()));
  }
}
