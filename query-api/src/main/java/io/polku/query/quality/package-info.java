/** Whether everything that was sent was counted. */
@org.jspecify.annotations.NullMarked
package io.polku.query.quality;
