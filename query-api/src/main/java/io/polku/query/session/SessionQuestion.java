package io.polku.query.session;

import io.polku.contract.definition.Definition.Site;
import io.polku.contract.funnel.Filter;
import io.polku.contract.session.SessionId;
import io.polku.query.range.TimeRange;
import org.jspecify.annotations.Nullable;

/**
 * Which sessions to list.
 *
 * @param site whose
 * @param range in which they began
 * @param text the visitor id or user id, a name of an event, or part of a path; "" for all
 * @param filter conditions on a session
 * @param limit most of one page, from 1
 * @param after the last one of the page before, or null for the first page
 */
public record SessionQuestion(
    Site site, TimeRange range, String text, Filter filter, int limit, @Nullable SessionId after) {}
