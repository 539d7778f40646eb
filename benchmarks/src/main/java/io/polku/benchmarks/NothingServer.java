package io.polku.benchmarks;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;

/**
 * The HTTP server that the intake runs on, with nothing behind it: reads the body whole and answers
 * 204. Its ports are where the intake's would be.
 */
final class NothingServer {
  private static final int NO_CONTENT = 204;

  private NothingServer() {}

  /** Runs until the process ends. */
  public static void main(String[] args) {
    var loops = Runtime.getRuntime().availableProcessors();
    var vertx =
        Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loops).setPreferNativeTransport(true));
    var port = port("POLKU_INGEST_PORT");
    vertx
        .deployVerticle(() -> loop(port), new DeploymentOptions().setInstances(loops))
        .compose(_ -> vertx.deployVerticle(loop(port("POLKU_MANAGEMENT_PORT"))))
        .await();
  }

  private static VerticleBase loop(int port) {
    return new VerticleBase() {
      @Override
      public Future<?> start() {
        return vertx
            .createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
            .requestHandler(
                request ->
                    request
                        .body()
                        .onSuccess(_ -> request.response().setStatusCode(NO_CONTENT).end()))
            .listen(port, "127.0.0.1");
      }
    };
  }

  private static int port(String variable) {
    return Integer.parseInt(System.getenv().getOrDefault(variable, "0"));
  }
}
