/** What the query API answers. */
@org.jspecify.annotations.NullMarked
package io.polku.contract.report;
