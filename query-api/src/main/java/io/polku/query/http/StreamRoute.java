package io.polku.query.http;

import io.polku.contract.definition.Role;
import java.util.function.Consumer;

/**
 * An operation of the OpenAPI description that answers with a stream of server-sent events.
 *
 * @param path below {@code /api/v1}; a part that begins with a colon is a name of the request
 * @param name the {@code operationId}
 * @param role who may ask, on the site of the path
 * @param opening what begins to tell; it may block
 */
public record StreamRoute(String path, String name, Role role, Opening opening) {
  /** Begins a stream. */
  @FunctionalInterface
  interface Opening {
    /**
     * Begins to tell.
     *
     * @param listener takes texts of an event stream
     * @return what ends it
     * @throws ApiException when there is nothing to tell
     */
    Runnable open(ApiRequest request, Consumer<String> listener);
  }
}
