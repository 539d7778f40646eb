package io.polku.query.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polku.contract.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/**
 * Tags of answers. The figures and {@code data_version} are in the tag. {@code as_of} is, in steps
 * of ten seconds, only while something may still change with time alone; else it would make every
 * poll a new answer.
 */
final class Etags {
  private static final long STEP_SECONDS = 10;
  private static final int HEX_CHARS = 32;

  private Etags() {}

  /**
   * @param answer a record with {@code as_of}
   * @param open whether something in it changes with time alone
   */
  static String of(Object answer, Instant asOf, boolean open) {
    ObjectNode json = Json.mapper().valueToTree(answer);
    json.remove("as_of");
    json.remove("complete_through");
    json.put("step", open ? asOf.getEpochSecond() / STEP_SECONDS : 0);
    return '"' + digest(json.toString()) + '"';
  }

  private static String digest(String text) {
    try {
      var hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, HEX_CHARS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
