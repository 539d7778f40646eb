/** Signs of trouble by what exactly, and whether they keep people from the next step. */
@org.jspecify.annotations.NullMarked
package io.polku.query.friction;
