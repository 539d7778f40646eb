/** What the streams ask of stored history, and what they get. */
@org.jspecify.annotations.NullMarked
package io.polku.contract.history;
