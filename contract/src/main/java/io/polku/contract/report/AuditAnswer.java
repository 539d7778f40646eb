package io.polku.contract.report;

import io.polku.contract.audit.Actor;
import io.polku.contract.audit.AuditRecord.Action;
import java.time.Instant;
import java.util.List;

/**
 * Who has changed what of a site.
 *
 * @param entries the latest first
 * @param more whether older ones are kept
 */
public record AuditAnswer(List<Entry> entries, boolean more) {
  /** Copies the entries. */
  public AuditAnswer {
    entries = List.copyOf(entries);
  }

  /**
   * One change.
   *
   * @param at when it was stored
   * @param by who
   * @param action what was done
   * @param subject to what: its kind, the site, its id, a funnel's version
   */
  public record Entry(Instant at, Actor by, Action action, String subject) {}
}
