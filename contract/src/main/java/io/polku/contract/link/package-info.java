/** Links that people are meant to click. */
@org.jspecify.annotations.NullMarked
package io.polku.contract.link;
