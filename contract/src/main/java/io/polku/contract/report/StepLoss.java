package io.polku.contract.report;

/**
 * What was measured to be lost between two steps of a funnel: on the page views of visitors who
 * reached the one and were not seen at the next, from the page view of the step until half an hour
 * after it. Where much is lost there, some of those who seem to have dropped off did go on.
 *
 * @param step the one that was reached, from 1
 * @param next the required step after it
 * @param measured of all events of those page views
 */
public record StepLoss(int step, int next, Loss.Measured measured) {}
