/** All that is stored of a visitor, to be handed out. */
@org.jspecify.annotations.NullMarked
package io.polku.query.export;
