@org.jspecify.annotations.NullUnmarked
package io.polku.query.alert;
