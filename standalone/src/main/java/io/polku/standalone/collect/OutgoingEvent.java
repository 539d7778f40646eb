package io.polku.standalone.collect;

/**
 * An event ready to be sent.
 *
 * @param visitor whose it is; events of one visitor are sent one after the other
 * @param line line of the file it came from, for reports; 0 where there is no file
 * @param json a JSON object of the collect protocol, in UTF-8; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; bytes are what goes over the wire.
public record OutgoingEvent(String visitor, long line, byte[] json) {}
