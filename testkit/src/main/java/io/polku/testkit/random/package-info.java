/**
 * Generated visitors and funnels on which engines and oracles must agree. Everything follows from a
 * seed, which a failing test prints.
 */
@NullMarked
package io.polku.testkit.random;

import org.jspecify.annotations.NullMarked;
