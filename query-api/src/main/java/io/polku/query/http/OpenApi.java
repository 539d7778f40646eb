package io.polku.query.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.polku.contract.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The description of the API, written by hand in {@code contract}. */
final class OpenApi {
  private OpenApi() {}

  static JsonNode read() {
    try (var in = Topics.class.getResourceAsStream("openapi.yaml")) {
      if (in == null) {
        throw new IllegalStateException("resource missing: openapi.yaml");
      }
      return new YAMLMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
