package io.polku.query.subject;

import io.polku.contract.report.SubjectState;
import io.polku.query.funnel.FunnelQuestion;
import org.jspecify.annotations.Nullable;

/**
 * Whom to list.
 *
 * @param funnel of which funnel and range
 * @param step at which step, from 1
 * @param state behind which figure of it
 * @param limit most of one page, from 1
 * @param after where the page before ended, or null for the first page
 */
public record SubjectQuestion(
    FunnelQuestion funnel, int step, SubjectState state, int limit, @Nullable Cursor after) {}
