/** ClickHouse, with limits: SQL from files, bound values, bounded time, memory and concurrency. */
@org.jspecify.annotations.NullMarked
package io.polku.query.store;
