/** Which ways people take. */
@org.jspecify.annotations.NullMarked
package io.polku.query.path;
