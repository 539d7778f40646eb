/** What an event says beyond its own fields: page, referrer, campaign. */
@org.jspecify.annotations.NullMarked
package io.polku.ingest.enrich;
