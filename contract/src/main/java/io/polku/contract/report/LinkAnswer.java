package io.polku.contract.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.polku.contract.definition.Definition.Link;
import io.polku.contract.link.IntendedLink;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An intended link, as the API shows it.
 *
 * @param id its id
 * @param link what is meant
 * @param declared where
 * @param changedAt when it was saved; null for one that a page declares
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record LinkAnswer(
    String id, IntendedLink link, Declared declared, @Nullable Instant changedAt) {
  /** Where a link can be declared. */
  public enum Declared {
    /** Here, in the API. */
    @JsonProperty("saved")
    SAVED,
    /** By a page, with {@code data-polku-link}. */
    @JsonProperty("page")
    PAGE
  }

  /** The link, as stored. */
  public static LinkAnswer of(Link stored) {
    return new LinkAnswer(stored.id(), stored.link(), Declared.SAVED, stored.changedAt());
  }

  /** A link that a page declares. */
  public static LinkAnswer ofPage(Link declared) {
    return new LinkAnswer(declared.id(), declared.link(), Declared.PAGE, null);
  }

  /**
   * All links of a site.
   *
   * @param links saved ones by id, then those that only pages declare
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record LinkList(List<LinkAnswer> links) {
    /** Copies the links. */
    public LinkList {
      links = List.copyOf(links);
    }
  }
}
