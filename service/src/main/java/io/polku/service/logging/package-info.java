/** What may be said in a log. */
@org.jspecify.annotations.NullMarked
package io.polku.service.logging;
