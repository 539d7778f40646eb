/** Visitors who are erased: how they are named, asked for, and kept away. */
@org.jspecify.annotations.NullMarked
package io.polku.contract.erasure;
