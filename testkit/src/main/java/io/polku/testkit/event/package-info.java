/** Events written down in tests in few words. */
@NullMarked
package io.polku.testkit.event;

import org.jspecify.annotations.NullMarked;
