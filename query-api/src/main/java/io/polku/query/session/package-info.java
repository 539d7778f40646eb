/** Sessions and visitors, and what happened in them. */
@org.jspecify.annotations.NullMarked
package io.polku.query.session;
