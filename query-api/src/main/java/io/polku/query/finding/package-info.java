/** What is wrong on a site, from all other reports. */
@org.jspecify.annotations.NullMarked
package io.polku.query.finding;
