package io.polku.streams;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.polku.contract.json.Json;
import org.apache.kafka.common.serialization.Serializer;

/** Writes records of the contract as JSON. */
final class JsonSerializer<T> implements Serializer<T> {
  @Override
  public byte[] serialize(String topic, T value) {
    try {
      return Json.mapper().writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of the contract cannot fail to be written", e);
    }
  }
}
