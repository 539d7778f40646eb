package io.polku.ingest.collect;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/** Bytes that are served from memory, plain or gzip, and answered with 304 when it is known. */
final class Asset {
  private static final int TAG_BYTES = 12;

  private final Buffer plain;
  private final Buffer gzip;
  private final String tag;
  private final String contentType;
  private final String cacheControl;

  private Asset(byte[] bytes, String contentType, String cacheControl) {
    this.plain = Buffer.buffer(bytes);
    this.gzip = Buffer.buffer(gzip(bytes));
    this.tag = tag(bytes);
    this.contentType = contentType;
    this.cacheControl = cacheControl;
  }

  /**
   * Reads a file from the class path.
   *
   * @throws IllegalStateException when it is not there
   */
  static Asset of(String resource, String contentType, String cacheControl) {
    try (var in = Asset.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("resource missing: " + resource);
      }
      return new Asset(in.readAllBytes(), contentType, cacheControl);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of what was made here. */
  static Asset of(byte[] bytes, String contentType, String cacheControl) {
    return new Asset(bytes, contentType, cacheControl);
  }

  /** Answers a GET or HEAD. Any page of any origin may load it. */
  void answer(HttpServerRequest request) {
    var packed = accepts(request.getHeader(HttpHeaders.ACCEPT_ENCODING));
    var ownTag = packed ? '"' + tag + "-gzip\"" : '"' + tag + '"';
    var response = request.response();
    response
        .putHeader(HttpHeaders.ETAG, ownTag)
        .putHeader(HttpHeaders.CACHE_CONTROL, cacheControl)
        .putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING)
        .putHeader("Cross-Origin-Resource-Policy", "cross-origin")
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    if (knows(request.getHeader(HttpHeaders.IF_NONE_MATCH))) {
      response.setStatusCode(304).end();
      return;
    }
    response.putHeader(HttpHeaders.CONTENT_TYPE, contentType);
    if (packed) {
      response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
    }
    Answers.end(request, packed ? gzip : plain);
  }

  private boolean knows(String ifNoneMatch) {
    return ifNoneMatch != null && (ifNoneMatch.contains(tag) || ifNoneMatch.strip().equals("*"));
  }

  private static boolean accepts(String acceptEncoding) {
    return acceptEncoding != null
        && Arrays.stream(acceptEncoding.toLowerCase(Locale.ROOT).split(",", -1))
            .map(String::strip)
            .anyMatch(
                coding ->
                    coding.equals("gzip") || coding.matches("gzip *; *q=(1|0?\\.\\d*[1-9]\\d*).*"));
  }

  private static String tag(byte[] bytes) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(digest, 0, TAG_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static byte[] gzip(byte[] bytes) {
    var packed = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }
}
