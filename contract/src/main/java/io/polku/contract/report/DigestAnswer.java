package io.polku.contract.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.polku.contract.definition.Definition.Digest;
import io.polku.contract.digest.DigestJson;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A weekly digest, as the API shows it.
 *
 * @param id its id
 * @param digest as {@link DigestJson} writes it
 * @param changedAt when it was saved
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record DigestAnswer(String id, JsonNode digest, Instant changedAt) {
  /** The digest, as stored. */
  public static DigestAnswer of(Digest stored) {
    return new DigestAnswer(stored.id(), DigestJson.write(stored.digest()), stored.changedAt());
  }

  /**
   * All digests of a site.
   *
   * @param digests by id
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record DigestList(List<DigestAnswer> digests) {
    /** Copies the digests. */
    public DigestList {
      digests = List.copyOf(digests);
    }
  }

  /**
   * What came of sending one now.
   *
   * @param taken whether the address took it
   * @param reason why not; null where it was taken
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Sent(boolean taken, @Nullable String reason) {}
}
