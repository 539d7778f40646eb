/** A client of the query API's management routes, for the demo and for tests. */
@NullMarked
package io.polku.standalone.api;

import org.jspecify.annotations.NullMarked;
