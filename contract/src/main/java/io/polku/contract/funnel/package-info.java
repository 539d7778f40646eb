/** Funnel definitions, their semantics, and the facts a funnel yields. */
@org.jspecify.annotations.NullMarked
package io.polku.contract.funnel;
