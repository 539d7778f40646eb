@org.jspecify.annotations.NullMarked
package io.polku.contract.report;
