/** Health and metrics of a service, on a port of their own. */
@org.jspecify.annotations.NullMarked
package io.polku.service.management;
