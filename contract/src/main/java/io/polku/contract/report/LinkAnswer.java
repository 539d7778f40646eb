package io.polku.contract.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.polku.contract.definition.Definition.Link;
import io.polku.contract.link.IntendedLink;
import java.time.Instant;
import java.util.List;

/**
 * An intended link, as the API shows it.
 *
 * @param id its id
 * @param link what is meant
 * @param changedAt when it was saved
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record LinkAnswer(String id, IntendedLink link, Instant changedAt) {
  /** The link, as stored. */
  public static LinkAnswer of(Link stored) {
    return new LinkAnswer(stored.id(), stored.link(), stored.changedAt());
  }

  /**
   * All links of a site.
   *
   * @param links by id
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record LinkList(List<LinkAnswer> links) {
    /** Copies the links. */
    public LinkList {
      links = List.copyOf(links);
    }
  }
}
