package io.polku.query.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Posts JSON to addresses that people gave. Addresses of this machine and of private networks are
 * refused unless that is allowed, so that nobody reaches through Polku what he cannot reach
 * himself; redirects are not followed. Java keeps a looked-up address for 30 s, so the one that was
 * judged is the one that is used. Thread-safe.
 */
public final class Webhooks implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** A connection, an answer and its whole body. */
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(25);

  private static final int OK_FIRST = 200;
  private static final int OK_LAST = 299;

  private final boolean privateAllowed;
  private final Duration answerWithin;
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(TIMEOUT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  /**
   * @param privateAllowed whether addresses of this machine and of private networks are allowed
   */
  public Webhooks(boolean privateAllowed) {
    this(privateAllowed, ANSWER_WITHIN);
  }

  Webhooks(boolean privateAllowed, Duration answerWithin) {
    this.privateAllowed = privateAllowed;
    this.answerWithin = answerWithin;
  }

  /** What came of a post. */
  public sealed interface Delivery {
    /**
     * It was taken.
     *
     * @param status of the answer, 200 to 299
     */
    record Taken(int status) implements Delivery {}

    /**
     * It was not.
     *
     * @param reason for people; never holds more of the address than its host
     */
    record Failed(String reason) implements Delivery {}
  }

  /** Posts; waits 10 s at most for each of a connection and an answer, and 25 s in all. */
  public Delivery post(URI url, JsonNode body) {
    try {
      for (var address : InetAddress.getAllByName(url.getHost())) {
        if (!privateAllowed && isPrivate(address)) {
          return new Delivery.Failed(
              url.getHost()
                  + " is "
                  + address.getHostAddress()
                  + " (expected: an address on the internet, or POLKU_WEBHOOK_PRIVATE=true)");
        }
      }
      var request =
          HttpRequest.newBuilder(url)
              .timeout(TIMEOUT)
              .header("Content-Type", "application/json")
              .header("User-Agent", "polku")
              .POST(BodyPublishers.ofString(body.toString()))
              .build();
      var status = status(request);
      return status >= OK_FIRST && status <= OK_LAST
          ? new Delivery.Taken(status)
          : new Delivery.Failed(url.getHost() + " answered " + status + " (expected: 200 to 299)");
    } catch (UnknownHostException e) {
      return new Delivery.Failed(url.getHost() + " has no address");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Delivery.Failed("interrupted");
    } catch (TimeoutException e) {
      return new Delivery.Failed(url.getHost() + " did not answer in time");
    } catch (ExecutionException e) {
      var cause = e.getCause();
      return new Delivery.Failed(
          cause instanceof HttpTimeoutException
              ? url.getHost() + " did not answer in time"
              : url.getHost() + " cannot be reached: " + cause);
    }
  }

  /** The request's own limit ends with the head of the answer: a body may come for ever. */
  private int status(HttpRequest request)
      throws InterruptedException, ExecutionException, TimeoutException {
    var answer = http.sendAsync(request, BodyHandlers.discarding());
    try {
      return answer.get(answerWithin.toMillis(), TimeUnit.MILLISECONDS).statusCode();
    } finally {
      answer.cancel(true);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  /** Whether it is no address of the public internet (RFC 1918, 4193, 6598, and the local ones). */
  public static boolean isPrivate(InetAddress address) {
    var bytes = address.getAddress();
    if (address instanceof Inet6Address) {
      var uniqueLocal = (bytes[0] & 0xfe) == 0xfc;
      // NAT64 and 6to4 carry an IPv4 address within.
      var nat64 = bytes[0] == 0 && bytes[1] == 0x64 && (bytes[2] & 0xff) == 0xff;
      var sixToFour = bytes[0] == 0x20 && bytes[1] == 0x02;
      if (uniqueLocal || nat64 || sixToFour) {
        return true;
      }
    } else {
      var first = bytes[0] & 0xff;
      var second = bytes[1] & 0xff;
      var shared = first == 100 && second >= 64 && second <= 127;
      if (first == 0 || first >= 224 || shared) {
        return true;
      }
    }
    return address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress();
  }
}
