package io.polku.ingest.collect;

import io.polku.contract.json.Json;
import java.time.Duration;

/**
 * Every limit of what senders may send. {@code events.schema.json} states the same ones, and a test
 * compares them. Characters are Unicode code points.
 */
public final class Limits {
  /** Body as it comes over the wire. */
  public static final int BODY_BYTES_MAX = 1 << 20;

  /** Body after decompression. */
  public static final int UNPACKED_BYTES_MAX = 4 << 20;

  /** Nesting of the body; the deepest field that is read lies at 5. */
  public static final int DEPTH_MAX = Json.DEPTH_MAX;

  /** Events in one body of a sender without server key. */
  public static final int EVENTS_MAX = 100;

  /** Events in one body of a sender with server key. */
  public static final int EVENTS_OF_SERVER_MAX = 1_000;

  /** Properties of an event. */
  public static final int PROPERTIES_MAX = 64;

  /** Items of an event. */
  public static final int ITEMS_MAX = 200;

  /** Fields of an item. */
  public static final int ITEM_FIELDS_MAX = 64;

  /** Name of a property or of an item's field. */
  public static final int KEY_CHARS_MAX = 100;

  /** Text of a property or of an item's field; longer ones are refused. */
  public static final int VALUE_CHARS_MAX = 1_000;

  /** Word of the context, such as a browser's name; longer ones are refused. */
  public static final int CONTEXT_CHARS_MAX = 200;

  /** Address of a page, after scrubbing; longer ones are refused. */
  public static final int URL_CHARS_MAX = 2_048;

  /** Referrer or link target, after scrubbing; longer ones are cut. */
  public static final int LINK_CHARS_MAX = 2_048;

  /** Title of a page; longer ones are cut. */
  public static final int TITLE_CHARS_MAX = 500;

  /** Selector or visible text of an element; longer ones are cut. */
  public static final int ELEMENT_CHARS_MAX = 500;

  /** An event as it lies in Kafka. */
  public static final int EVENT_BYTES_MAX = 256 << 10;

  /** How much of a refused event its dead letter keeps. */
  public static final int ORIGINAL_BYTES_MAX = 8 << 10;

  /** How far ahead of the intake's clock an event may be, after correction. */
  public static final Duration AHEAD_MAX = Duration.ofMinutes(5);

  /** How old an event may be without server key, after correction. */
  public static final Duration AGE_MAX = Duration.ofDays(7);

  private Limits() {}
}
