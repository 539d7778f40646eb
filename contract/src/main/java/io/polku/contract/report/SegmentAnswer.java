package io.polku.contract.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.polku.contract.definition.Definition.Segment;
import io.polku.contract.funnel.Filter;
import java.time.Instant;
import java.util.List;

/**
 * A saved segment, as the API shows it.
 *
 * @param id its id
 * @param name for people
 * @param filter what it keeps
 * @param changedAt when it was saved
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record SegmentAnswer(String id, String name, Filter filter, Instant changedAt) {
  /** The segment, as stored. */
  public static SegmentAnswer of(Segment segment) {
    return new SegmentAnswer(segment.id(), segment.name(), segment.filter(), segment.changedAt());
  }

  /**
   * All segments of a site.
   *
   * @param segments by id
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record SegmentList(List<SegmentAnswer> segments) {
    /** Copies the segments. */
    public SegmentList {
      segments = List.copyOf(segments);
    }
  }
}
