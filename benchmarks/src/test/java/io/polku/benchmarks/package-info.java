@org.jspecify.annotations.NullMarked
package io.polku.benchmarks;
