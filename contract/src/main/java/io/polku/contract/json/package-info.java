/** The one JSON configuration. */
@org.jspecify.annotations.NullMarked
package io.polku.contract.json;
