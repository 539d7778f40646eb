package io.polku.standalone;

import java.util.Map;

/** What the intake's stable words mean, and what to do. */
final class RejectionWords {
  private static final Map<String, String> WORDS =
      Map.ofEntries(
          Map.entry("invalid_event", "The event is no JSON object."),
          Map.entry(
              "missing_field", "The event has no id, name, time or visitor; each must be there."),
          Map.entry(
              "invalid_id",
              "An id is empty, longer than 128 bytes, or has characters that no id has."),
          Map.entry(
              "invalid_name",
              "The event's name is empty, longer than 100 characters, or has control characters."),
          Map.entry(
              "invalid_time",
              "The time cannot be read; send milliseconds since 1970, or a text such as"
                  + " 2026-11-21T09:30:00Z."),
          Map.entry(
              "time_out_of_range",
              "The time lies ahead, before 2000, or more than 7 days back without the server key."
                  + " A time near 1970 was sent in seconds instead of milliseconds."),
          Map.entry("invalid_seq", "seq must be a whole number from 0 on."),
          Map.entry("invalid_prev", "prev must hold the page view before: pv, seq and url."),
          Map.entry("invalid_url", "The address cannot be read, or is too long."),
          Map.entry("invalid_text", "A title or referrer is no text."),
          Map.entry("invalid_element", "element must be an object with texts."),
          Map.entry("invalid_item", "An item must be an object with GA4's fields."),
          Map.entry("too_many_items", "The event has more than 200 items."),
          Map.entry("invalid_value", "value must be a number."),
          Map.entry("invalid_currency", "currency must be three letters, such as EUR."),
          Map.entry("invalid_channel", "channel must be web, app, store, phone, chat or email."),
          Map.entry("invalid_context", "A part of the context cannot be used."),
          Map.entry(
              "invalid_property", "A property is no text, number or truth value, or too long."),
          Map.entry("too_many_properties", "The event has more than 64 properties."),
          Map.entry(
              "server_key_needed",
              "Only a sender with the site's server key may say this; send it in Authorization."),
          Map.entry("event_too_large", "The event is larger than one record of the log may be."),
          Map.entry(
              "visitor_erased",
              "The visitor was erased and is not taken again; nothing of the event is kept."),
          Map.entry(
              "erased_meanwhile",
              "The event was on its way when its visitor was erased; nothing of it is kept."),
          Map.entry("wrong_key", "The server key in Authorization is not this site's."),
          Map.entry(
              "origin_not_allowed",
              "The pages that sent this are not among the site's origins; add theirs with ./polku"
                  + " site add, or send with the server key."),
          Map.entry(
              "too_many_events", "A body held more events than one may without the server key."));

  private RejectionWords() {}

  /** A sentence or two; for a word that is not known, that it is not. */
  static String of(String code) {
    return WORDS.getOrDefault(code, "No words for this reason; each event's message says it.");
  }

  /** Whether there are words. */
  static boolean knows(String code) {
    return WORDS.containsKey(code);
  }
}
