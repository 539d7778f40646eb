package io.polku.contract.report;

import java.time.Instant;

/**
 * Where the clicks of a page are drawn over it.
 *
 * @param url the page, with a signed token in its fragment
 * @param expires from when on the token opens nothing
 */
public record OverlayAnswer(String url, Instant expires) {}
