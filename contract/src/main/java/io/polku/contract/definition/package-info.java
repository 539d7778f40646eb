/** Sites and funnel versions, as they lie in the definitions topic. */
@org.jspecify.annotations.NullMarked
package io.polku.contract.definition;
