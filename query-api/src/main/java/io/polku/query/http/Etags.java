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
  static Tag of(Object answer, Instant asOf, boolean open) {
    ObjectNode json = Json.mapper().valueToTree(answer);
    json.remove("as_of");
    json.remove("complete_through");
    json.put("step", open ? step(asOf) : 0);
    return new Tag('"' + digest(json.toString()) + '"', open, true);
  }

  /** The step of ten seconds that a moment lies in. */
  static long step(Instant asOf) {
    return asOf.getEpochSecond() / STEP_SECONDS;
  }

  /**
   * A tag of an answer.
   *
   * @param text as the header says it
   * @param moving whether something in the answer changes with time alone
   * @param kept whether the answer follows from what is stored of the site, so that it may be given
   *     again while nothing was stored
   */
  record Tag(String text, boolean moving, boolean kept) {
    /** Of an answer that is to be made anew each time. */
    Tag notKept() {
      return new Tag(text, moving, false);
    }
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
