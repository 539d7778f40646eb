/** Sites and funnels: looked up in the catalog, written to the log. */
@org.jspecify.annotations.NullMarked
package io.polku.query.definition;
