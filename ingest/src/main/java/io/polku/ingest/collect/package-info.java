/** What senders may say and how they are answered: bodies, rules, limits, HTTP. */
@org.jspecify.annotations.NullMarked
package io.polku.ingest.collect;
