/** What an event costs, and how long it takes, with the physical limits measured beside it. */
@NullMarked
package io.polku.benchmarks;

import org.jspecify.annotations.NullMarked;
