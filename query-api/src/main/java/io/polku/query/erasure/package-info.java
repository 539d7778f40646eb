/** Erasing visitors, and what became of it. */
@org.jspecify.annotations.NullMarked
package io.polku.query.erasure;
