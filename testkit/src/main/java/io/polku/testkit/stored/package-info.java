/** Rows of tables, made without the services that store them. */
@NullMarked
package io.polku.testkit.stored;

import org.jspecify.annotations.NullMarked;
