package io.polku.ingest.publish;

/**
 * One record to be published. The arrays are not copied: whoever makes one leaves them alone.
 *
 * @param topic where it goes
 * @param key bytes of the record key
 * @param value bytes of the record
 */
@SuppressWarnings("ArrayRecordComponent") // made and read once, never compared
public record Outgoing(String topic, byte[] key, byte[] value) {}
