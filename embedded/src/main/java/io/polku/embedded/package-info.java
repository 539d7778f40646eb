/**
 * The real Kafka broker and the real ClickHouse engine, each in a child process of its own. They
 * end with the process that started them, whatever ends it, and keep their data through that.
 */
@NullMarked
package io.polku.embedded;

import org.jspecify.annotations.NullMarked;
