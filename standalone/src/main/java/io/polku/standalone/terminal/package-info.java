/** What a person sees: progress, addresses, one clear line for a mistake. */
@NullMarked
package io.polku.standalone.terminal;

import org.jspecify.annotations.NullMarked;
