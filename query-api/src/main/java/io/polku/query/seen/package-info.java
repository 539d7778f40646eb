/** What really occurs on a site, and the funnel that follows from it. */
@org.jspecify.annotations.NullMarked
package io.polku.query.seen;
