/** Sessions: a visitor's events without long gaps. */
@org.jspecify.annotations.NullMarked
package io.polku.contract.session;
