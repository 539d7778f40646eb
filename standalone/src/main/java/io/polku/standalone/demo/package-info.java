/** The demo: a small shop to click through, and shoppers who do. */
@NullMarked
package io.polku.standalone.demo;

import org.jspecify.annotations.NullMarked;
