@org.jspecify.annotations.NullUnmarked
package io.polku.contract.alert;
