/** How far the log has been processed, and what of it has not been. */
@org.jspecify.annotations.NullMarked
package io.polku.query.progress;
