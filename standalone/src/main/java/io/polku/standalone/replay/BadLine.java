package io.polku.standalone.replay;

/**
 * A line that could not be turned into an event.
 *
 * @param line from 1
 * @param reason for people
 */
record BadLine(long line, String reason) implements Line {}
