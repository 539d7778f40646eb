@NullMarked
package io.polku.query.webhook;

import org.jspecify.annotations.NullMarked;
