/** The words every part of Polku shares. Knows no Kafka, JDBC or HTTP. */
@org.jspecify.annotations.NullMarked
package io.polku.contract;
