package io.polku.ingest.collect;

import io.vertx.core.http.HttpServerRequest;
import java.util.function.UnaryOperator;

/**
 * A language that senders speak: how what they send is read, and what answer they understand.
 * Everything between is the same for all. Stateless, thread-safe.
 */
interface Protocol {
  /**
   * What a body came with.
   *
   * @param path of the request
   * @param query raw, or ""
   * @param header the value of a header by its name, or ""
   * @param receivedAtMillis when, by the intake's clock
   */
  record Request(String path, String query, UnaryOperator<String> header, long receivedAtMillis) {}

  /** A body that was read, and the bytes in which its events lie. */
  @SuppressWarnings("ArrayRecordComponent") // made and read once, never compared
  record Read(SentBody body, byte[] bytes) {}

  /**
   * Reads a body.
   *
   * @param body unpacked
   * @throws ProblemException when it is malformed as a whole
   */
  Read read(byte[] body, Request request) throws ProblemException;

  /** Says that every accepted event is durable. */
  void accepted(HttpServerRequest request, Batch batch);

  /** Says why nothing was taken. */
  void refused(HttpServerRequest request, ProblemException problem);

  /** Whether the types it names are what it sends; other products' clients name any type. */
  boolean namesItsType();
}
