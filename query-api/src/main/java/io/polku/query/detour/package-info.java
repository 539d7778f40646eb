/** Where people went instead of the next step, and whether it kept them from it. */
@org.jspecify.annotations.NullMarked
package io.polku.query.detour;
