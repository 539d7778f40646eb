/** The query API: ClickHouse in, JSON out. */
@org.jspecify.annotations.NullMarked
package io.polku.query;
