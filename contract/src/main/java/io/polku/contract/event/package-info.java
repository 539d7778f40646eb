/** What a visitor did, as it lies in the log. */
@org.jspecify.annotations.NullMarked
package io.polku.contract.event;
