/**
 * Believable shoppers of a small web shop, for the demo and for tests: where they come from, what
 * they look at, where they give up. Two faults are planted for people to find: a banner on the home
 * page that leads to a page without a way on, and a payment step that fails far more often in
 * Safari on phones. Everything follows from a seed; nothing reads a clock or does input or output.
 */
@NullMarked
package io.polku.testkit.simulator;

import org.jspecify.annotations.NullMarked;
