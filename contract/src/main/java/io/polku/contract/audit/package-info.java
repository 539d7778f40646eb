/** Who has changed what. */
@org.jspecify.annotations.NullMarked
package io.polku.contract.audit;
