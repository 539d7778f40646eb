@NullMarked
package io.polku.embedded;

import org.jspecify.annotations.NullMarked;
