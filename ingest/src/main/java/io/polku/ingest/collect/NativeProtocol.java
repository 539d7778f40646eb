package io.polku.ingest.collect;

import io.vertx.core.http.HttpServerRequest;

/** Polku's own: {@code POST /v1/events}. */
final class NativeProtocol implements Protocol {
  @Override
  public Read read(byte[] body, Request request) throws ProblemException {
    return new Read(BodyDecoder.decode(body), body);
  }

  @Override
  public void accepted(HttpServerRequest request, Batch batch) {
    Answers.accepted(request, batch);
  }

  @Override
  public void refused(HttpServerRequest request, ProblemException problem) {
    Answers.problem(request, problem);
  }

  @Override
  public boolean namesItsType() {
    return true;
  }
}
