/**
 * Believable shoppers of a small web shop, for the demo and for tests: where they come from, what
 * they look at, where they give up. Some {@link io.polku.testkit.simulator.Fault faults} are
 * planted for people to find. Everything follows from a seed; nothing reads a clock or does input
 * or output.
 */
@NullMarked
package io.polku.testkit.simulator;

import org.jspecify.annotations.NullMarked;
