package io.polku.ingest.collect;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.polku.contract.Names;
import io.polku.ingest.collect.SentBody.Entry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of {@code POST /v1/events} in one pass. One bad event does not spoil the others;
 * broken JSON spoils the whole body, since no one can tell where its events begin.
 */
final class BodyDecoder {
  private static final int BOM_BYTES = 3;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          // RFC 8259 knows UTF-8 alone; guessing would also cost the byte positions of events.
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          // Names of properties are the senders': never to be kept for the life of the process.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(Limits.DEPTH_MAX).build())
          .build();

  /** Where the content begins; the parser counts from there. */
  private final int start;

  private @Nullable String site;
  private @Nullable Long sentAtMillis;
  private @Nullable String visitorId;
  private @Nullable String userId;
  private boolean cookieless;
  private EventReader.Said said = EventReader.Said.NOTHING;
  private @Nullable String channel;
  private @Nullable List<Entry> events;

  private BodyDecoder(int start) {
    this.start = start;
  }

  /**
   * Reads a body.
   *
   * @throws ProblemException when it is malformed as a whole or holds more events than any sender
   *     may send
   */
  static SentBody decode(byte[] body) throws ProblemException {
    var decoder = new BodyDecoder(bomBytes(body));
    try (var parser = FACTORY.createParser(body, decoder.start, body.length - decoder.start)) {
      try {
        decoder.read(parser);
        return decoder.result();
      } catch (RefusedException e) {
        throw new ProblemException(
            Problem.INVALID_BODY, e.refusal().message(), parser.currentTokenLocation());
      }
    } catch (JacksonException e) {
      throw new ProblemException(
          Problem.MALFORMED_JSON, Refusal.shown(e.getOriginalMessage()), e.getLocation());
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory cannot fail to be read", e);
    }
  }

  private void read(JsonParser parser) throws IOException, RefusedException, ProblemException {
    if (parser.nextToken() == null) {
      throw new ProblemException(Problem.MALFORMED_JSON, "the body is empty");
    }
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw invalid(parser, "body", "an object");
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      var field = parser.currentName();
      parser.nextToken();
      field(field, parser);
    }
    if (parser.nextToken() != null) {
      throw new ProblemException(
          Problem.MALFORMED_JSON,
          "something follows the body's object (expected: nothing)",
          parser.currentTokenLocation());
    }
  }

  private void field(String field, JsonParser parser)
      throws IOException, RefusedException, ProblemException {
    switch (field) {
      case "site" -> site = Scalars.text(parser, RejectionCode.INVALID_EVENT, field);
      case "sent_at" -> sentAtMillis = sentAt(parser, field);
      case "visitor_id" -> visitorId = Scalars.exactText(parser, RejectionCode.INVALID_ID, field);
      case "user_id" -> userId = Scalars.exactText(parser, RejectionCode.INVALID_ID, field);
      case "cookieless" -> cookieless = cookieless(parser);
      case "context" -> said = EventReader.context(parser);
      case "channel" -> channel = Scalars.text(parser, RejectionCode.INVALID_CHANNEL, field);
      case "events" -> events = events(parser);
      default -> parser.skipChildren();
    }
  }

  private static boolean cookieless(JsonParser parser) throws IOException, ProblemException {
    return switch (parser.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE, VALUE_NULL -> false;
      default -> throw invalid(parser, "cookieless", "true or false");
    };
  }

  private static @Nullable Long sentAt(JsonParser parser, String field)
      throws IOException, RefusedException {
    var millis = Scalars.timeMillis(parser, field);
    if (millis != null && !TimeRules.isClock(millis)) {
      throw new RefusedException(
          RejectionCode.INVALID_TIME,
          field,
          Scalars.shown(parser),
          "epoch milliseconds from 2000 to 2100" + TimeRules.unitHint(millis));
    }
    return millis;
  }

  private List<Entry> events(JsonParser parser)
      throws IOException, RefusedException, ProblemException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw invalid(parser, "events", "a list");
    }
    if (events != null) {
      throw new ProblemException(
          Problem.INVALID_BODY, "events: a second list (expected: one)", parser.currentLocation());
    }
    var read = new ArrayList<Entry>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (read.size() == Limits.EVENTS_OF_SERVER_MAX) {
        throw new ProblemException(
            Problem.TOO_MANY_EVENTS,
            "events: more than "
                + read.size()
                + " (expected: at most "
                + Limits.EVENTS_OF_SERVER_MAX
                + ")");
      }
      read.add(entry(parser));
    }
    return read;
  }

  private Entry entry(JsonParser parser) throws IOException {
    var from = start + (int) parser.currentTokenLocation().getByteOffset();
    try {
      var event = EventReader.read(parser);
      return new SentBody.Event(event, from, end(parser));
    } catch (RefusedException e) {
      return new SentBody.NoEvent(e.refusal(), e.visitorId(), from, end(parser));
    }
  }

  private int end(JsonParser parser) throws IOException {
    // A text is read lazily: its end is known only once it was looked at.
    parser.finishToken();
    return start + (int) parser.currentLocation().getByteOffset();
  }

  private SentBody result() throws ProblemException {
    if (site == null || !Names.isSite(site)) {
      throw new ProblemException(
          Problem.INVALID_BODY,
          site == null
              ? "site: missing (expected: the name of a site)"
              : "site: " + Refusal.shown(site) + " (expected: 1 to 40 of a-z 0-9 -)");
    }
    if (events == null) {
      throw new ProblemException(
          Problem.INVALID_BODY, "events: missing (expected: a list of events)");
    }
    return new SentBody(
        site,
        sentAtMillis,
        visitorId,
        userId,
        cookieless,
        said.context(),
        said.hints(),
        channel,
        events,
        false,
        "");
  }

  private static ProblemException invalid(JsonParser parser, String field, String expected)
      throws IOException {
    return new ProblemException(
        Problem.INVALID_BODY,
        field + ": " + Refusal.shown(Scalars.shown(parser)) + " (expected: " + expected + ")",
        parser.currentTokenLocation());
  }

  /** How many bytes of a byte order mark the body begins with. */
  static int bomBytes(byte[] body) {
    var bom =
        body.length >= BOM_BYTES
            && body[0] == (byte) 0xEF
            && body[1] == (byte) 0xBB
            && body[2] == (byte) 0xBF;
    return bom ? BOM_BYTES : 0;
  }
}
