/** The people and sessions behind the numbers of a funnel. */
@org.jspecify.annotations.NullMarked
package io.polku.query.subject;
