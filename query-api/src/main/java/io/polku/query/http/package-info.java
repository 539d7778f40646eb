/** HTTP: who may ask, what is asked, and how it is answered. */
@org.jspecify.annotations.NullMarked
package io.polku.query.http;
