/** Sites and funnels: the definitions topic, followed and written. */
@org.jspecify.annotations.NullMarked
package io.polku.service.catalog;
