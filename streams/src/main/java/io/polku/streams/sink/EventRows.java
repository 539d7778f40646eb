package io.polku.streams.sink;

import io.polku.contract.change.Change.Stored;
import io.polku.contract.event.Element;
import io.polku.contract.event.PreviousView;

/** Rows of {@code events}. */
final class EventRows {
  private static final Element NO_ELEMENT = new Element("", "", "", "", "", "");

  private static final PreviousView NO_PREVIOUS = new PreviousView("", 0, "");

  private final NativeBlock block = new NativeBlock();
  private final Column.Text site = block.text("site");
  private final Column.Text visitorId = block.text("visitor_id");
  private final Column.Whole eventTime = block.time("event_time");
  private final Column.Whole seq = block.uint32("seq");
  private final Column.Text eventId = block.text("event_id");
  private final Column.Text name = block.text("name");
  private final Column.Text userId = block.text("user_id");
  private final Column.Text pv = block.text("pv");
  private final Column.Whole senderTime = block.time("sender_time");
  private final Column.Whole receivedAt = block.time("received_at");
  private final Column.Text url = block.text("url");
  private final Column.Text title = block.text("title");
  private final Column.Text referrer = block.text("referrer");
  private final DimensionColumns dimensions = new DimensionColumns(block);
  private final Column.Words botReasons = block.with("bot_reasons", new Column.Words());
  private final Column.Text utmTerm = block.text("utm_term");
  private final Column.Text utmContent = block.text("utm_content");
  private final Column.Text clickId = block.text("click_id");
  private final Column.Text timeZone = block.text("time_zone");
  private final Column.Text tracker = block.text("tracker");
  private final Column.Text consent = block.text("consent");
  private final Column.Text pathGroup = block.text("path_group");
  private final Column.Text prevPv = block.text("prev_pv");
  private final Column.Whole prevSeq = block.uint32("prev_seq");
  private final Column.Text prevUrl = block.text("prev_url");
  private final Column.Text elementTag = block.text("element_tag");
  private final Column.Text elementId = block.text("element_id");
  private final Column.Text elementText = block.text("element_text");
  private final Column.Text elementHref = block.text("element_href");
  private final Column.Text elementSelector = block.text("element_selector");
  private final Column.Text elementLink = block.text("element_link");
  private final Column.TextsList items = block.with("items", new Column.TextsList());
  private final Column.OptionalReal value = block.with("value", new Column.OptionalReal());
  private final Column.Text currency = block.text("currency");
  private final Column.Texts props = block.with("props", new Column.Texts());
  private final Column.Whole late = block.bool("late");
  private final Column.Whole idConflict = block.bool("id_conflict");
  private final Column.Whole republished = block.bool("republished");
  private final Column.Whole partition = block.uint16("_partition");
  private final Column.Whole offset = block.uint64("_offset");

  NativeBlock block() {
    return block;
  }

  void add(Stored stored, int fromPartition, long fromOffset) {
    var event = stored.event();
    site.add(event.site());
    visitorId.add(event.visitorId());
    eventTime.add(event.timeMillis());
    seq.add(event.seq());
    eventId.add(event.id());
    name.add(event.name());
    userId.add(event.userId());
    pv.add(event.pv());
    senderTime.add(event.senderTimeMillis());
    receivedAt.add(event.receivedAtMillis());
    url.add(event.page().url());
    title.add(event.page().title());
    referrer.add(event.page().referrer());
    dimensions.add(dimension -> dimension.of(event));
    botReasons.add(event.botReasons());
    var context = event.context();
    utmTerm.add(context.utmTerm());
    utmContent.add(context.utmContent());
    clickId.add(context.clickId());
    timeZone.add(context.timeZone());
    tracker.add(context.tracker());
    consent.add(context.consent());
    pathGroup.add(event.page().pathGroup());
    var prev = event.prev() == null ? NO_PREVIOUS : event.prev();
    prevPv.add(prev.pv());
    prevSeq.add(prev.seq());
    prevUrl.add(prev.url());
    var element = event.element() == null ? NO_ELEMENT : event.element();
    elementTag.add(element.tag());
    elementId.add(element.id());
    elementText.add(element.text());
    elementHref.add(element.href());
    elementSelector.add(element.selector());
    elementLink.add(element.link());
    items.add(event.items());
    value.add(event.value());
    currency.add(event.currency());
    props.add(event.props());
    late.add(stored.late());
    idConflict.add(stored.idConflict());
    republished.add(event.republished());
    partition.add(fromPartition);
    offset.add(fromOffset);
    block.rowEnds();
  }
}
