@org.jspecify.annotations.NullUnmarked
package io.polku.service.catalog;
