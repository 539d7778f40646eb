/** What happened on a site. */
@org.jspecify.annotations.NullMarked
package io.polku.query.overview;
