/** What is posted to addresses that people gave. */
@NullMarked
package io.polku.query.webhook;

import org.jspecify.annotations.NullMarked;
