package io.polku.query.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class WebhooksTest {
  @Test
  @Timeout(60)
  void anAnswerThatNeverEndsIsNotAwaited() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var webhooks = new Webhooks(true, Duration.ofSeconds(1))) {
      var answering = Thread.ofVirtual().start(() -> answerWithoutEnd(server));
      var url = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/");

      var delivery = webhooks.post(url, JsonNodeFactory.instance.objectNode());

      assertThat(delivery)
          .isEqualTo(new Webhooks.Delivery.Failed("127.0.0.1 did not answer in time"));
      answering.join();
    }
  }

  /** A head and the beginning of a body; ends when the other side does. */
  private static void answerWithoutEnd(ServerSocket server) {
    try (var socket = server.accept()) {
      socket
          .getOutputStream()
          .write(
              "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      while (socket.getInputStream().read() >= 0) {
        // What is asked does not matter.
      }
    } catch (IOException e) {
      assertThat(e).as("the other side has gone").isNotNull();
    }
  }
}
