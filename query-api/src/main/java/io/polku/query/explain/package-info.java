/** What explains that a funnel converts otherwise than in another period. */
@org.jspecify.annotations.NullMarked
package io.polku.query.explain;
