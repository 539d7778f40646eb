/**
 * The semantics of {@code contract} done in the plainest way, to be compared with every engine:
 * slow, without cleverness, and right by reading. Pure functions; no engine may use them.
 */
@NullMarked
package io.polku.testkit.oracle;

import org.jspecify.annotations.NullMarked;
