package io.polku.contract.erasure;

/**
 * A visitor is to be erased: one record of {@code polku.erasures.v1}. It lies in the partition of
 * the visitor's events and names the visitor, so it goes with that topic's retention.
 *
 * @param site the site
 * @param visitorId the visitor
 * @param erasure id of the erasure that it belongs to
 * @param number of the visitor within it, from 0
 * @param hash the visitor's, see {@link VisitorHash}
 * @param requestedAtMillis when it was asked for
 */
public record EraseRequest(
    String site,
    String visitorId,
    String erasure,
    int number,
    String hash,
    long requestedAtMillis) {}
