@org.jspecify.annotations.NullUnmarked
package io.polku.service.management;
