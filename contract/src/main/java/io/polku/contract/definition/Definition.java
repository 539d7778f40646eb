package io.polku.contract.definition;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.polku.contract.alert.AlertRule;
import io.polku.contract.alert.AlertState;
import io.polku.contract.digest.WeeklyDigest;
import io.polku.contract.funnel.Filter;
import io.polku.contract.funnel.FunnelDefinition;
import io.polku.contract.funnel.PathGlob;
import io.polku.contract.link.IntendedLink;
import io.polku.contract.session.SessionRules;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One record of {@code polku.definitions.v1}. The topic is compacted on {@link #key}, so it keeps
 * each site's latest state, every version of every funnel, segments, links, digests, alerts, and
 * deletions.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Definition.Site.class, name = "site"),
  @JsonSubTypes.Type(value = Definition.FunnelVersion.class, name = "funnel_version"),
  @JsonSubTypes.Type(value = Definition.FunnelDeletion.class, name = "funnel_deletion"),
  @JsonSubTypes.Type(value = Definition.Token.class, name = "token"),
  @JsonSubTypes.Type(value = Definition.Erasure.class, name = "erasure"),
  @JsonSubTypes.Type(value = Definition.Segment.class, name = "segment"),
  @JsonSubTypes.Type(value = Definition.SegmentDeletion.class, name = "segment_deletion"),
  @JsonSubTypes.Type(value = Definition.Link.class, name = "link"),
  @JsonSubTypes.Type(value = Definition.LinkDeletion.class, name = "link_deletion"),
  @JsonSubTypes.Type(value = Definition.Digest.class, name = "digest"),
  @JsonSubTypes.Type(value = Definition.DigestDeletion.class, name = "digest_deletion"),
  @JsonSubTypes.Type(value = Definition.Alert.class, name = "alert"),
  @JsonSubTypes.Type(value = Definition.AlertDeletion.class, name = "alert_deletion"),
  @JsonSubTypes.Type(value = Definition.AlertRun.class, name = "alert_run"),
  @JsonSubTypes.Type(value = Definition.TaskRun.class, name = "task_run")
})
public sealed interface Definition {
  /** The site it belongs to. */
  String site();

  /** Record key in the topic; a later record with the same key replaces this one. */
  String key();

  /** Something kept under an id that changes nothing that is computed as events come. */
  sealed interface Saved extends Definition permits Segment, Link, Digest, Alert {
    /** Its id, of its kind and site. */
    String id();

    /** When it was stored. */
    Instant changedAt();

    /** The record that takes its place when it is deleted. */
    Deletion deletion(Instant when);
  }

  /** A {@link Saved} of the same key is deleted. */
  sealed interface Deletion extends Definition
      permits SegmentDeletion, LinkDeletion, DigestDeletion, AlertDeletion {}

  /**
   * A site whose events are accepted.
   *
   * @param site its name
   * @param origins origins that browsers may send from, such as {@code https://shop.example};
   *     {@code *} for any
   * @param timeZone its days are days there; never changes
   * @param gap longest silence within a session
   * @param grace how far behind a visitor's newest event another may come and still be in time
   * @param serverKeyHash SHA-256 of the server key, in hexadecimal
   * @param createdAt when it was made
   * @param pathPatterns globs under which its paths are grouped, the first that fits; what looks
   *     like an id is folded where none does
   * @param ignoredReferrers domains, in lower case and with their subdomains, that are no source of
   *     visitors, such as a payment provider's
   */
  record Site(
      String site,
      List<String> origins,
      ZoneId timeZone,
      Duration gap,
      Duration grace,
      String serverKeyHash,
      Instant createdAt,
      List<PathGlob> pathPatterns,
      List<String> ignoredReferrers)
      implements Definition {
    /** The grace of a site that sets none. */
    public static final Duration GRACE_DEFAULT = Duration.ofHours(24);

    /** Refuses impossible values; copies the lists, absent ones become empty. */
    public Site {
      origins = List.copyOf(origins);
      pathPatterns = pathPatterns == null ? List.of() : List.copyOf(pathPatterns);
      ignoredReferrers = ignoredReferrers == null ? List.of() : List.copyOf(ignoredReferrers);
      var _ = new SessionRules(gap);
      if (grace.isNegative() || grace.compareTo(Duration.ofDays(7)) > 0) {
        throw new IllegalArgumentException("grace: " + grace + " (expected: PT0S to P7D)");
      }
    }

    /** A site that declares no paths and no referrers. */
    public Site(
        String site,
        List<String> origins,
        ZoneId timeZone,
        Duration gap,
        Duration grace,
        String serverKeyHash,
        Instant createdAt) {
      this(site, origins, timeZone, gap, grace, serverKeyHash, createdAt, List.of(), List.of());
    }

    /** The site's session rules. */
    public SessionRules sessionRules() {
      return new SessionRules(gap);
    }

    @Override
    public String key() {
      return "site/" + site;
    }
  }

  /**
   * One version of a funnel. Versions count from 1 and are never changed.
   *
   * @param site the site
   * @param id the funnel
   * @param version from 1
   * @param funnel what it counts
   * @param createdAt when it was stored
   */
  record FunnelVersion(
      String site, String id, int version, FunnelDefinition funnel, Instant createdAt)
      implements Definition {
    @Override
    public String key() {
      return "funnel/" + site + "/" + id + "/" + version;
    }
  }

  /**
   * All versions of a funnel up to this one are deleted.
   *
   * @param site the site
   * @param id the funnel
   * @param version the last deleted version
   * @param deletedAt when
   */
  record FunnelDeletion(String site, String id, int version, Instant deletedAt)
      implements Definition {
    @Override
    public String key() {
      return "funnel/" + site + "/" + id + "/deleted";
    }
  }

  /**
   * A token that opens one site. It is revoked by a record of the same key.
   *
   * @param site the site it opens
   * @param id unique over all sites; the beginning of the token's text
   * @param name what it is for
   * @param role what it may do
   * @param hash SHA-256 of the token's text, in hexadecimal
   * @param createdAt when it was made
   * @param expiresAt from when on it opens nothing; null for never
   * @param revokedAt when it was ended; null while it was not
   */
  record Token(
      String site,
      String id,
      String name,
      Role role,
      String hash,
      Instant createdAt,
      @Nullable Instant expiresAt,
      @Nullable Instant revokedAt)
      implements Definition {
    /** Whether it opens its site at that moment. */
    public boolean opens(Instant now) {
      return revokedAt == null && (expiresAt == null || now.isBefore(expiresAt));
    }

    /** The same token, ended. */
    public Token revoked(Instant when) {
      return new Token(site, id, name, role, hash, createdAt, expiresAt, when);
    }

    @Override
    public String key() {
      return "token/" + id;
    }
  }

  /**
   * Visitors who are erased, and whose events are not taken again. It does not tell who they are.
   *
   * @param site the site
   * @param id unique over all sites
   * @param keyId of the secret under which the hashes were made
   * @param hashes one for each visitor, see {@link io.polku.contract.erasure.VisitorHash}
   * @param requestedAt when it was asked for
   * @param topicsFreeBy from then on no topic holds anything of them; null where that is not known
   * @param backupsFreeBy the same for backups
   */
  record Erasure(
      String site,
      String id,
      String keyId,
      List<String> hashes,
      Instant requestedAt,
      @Nullable Instant topicsFreeBy,
      @Nullable Instant backupsFreeBy)
      implements Definition {
    /** Copies the hashes. */
    public Erasure {
      hashes = List.copyOf(hashes);
    }

    @Override
    public String key() {
      return "erasure/" + site + "/" + id;
    }
  }

  /**
   * A filter under a name.
   *
   * @param site the site
   * @param id its id
   * @param name for people
   * @param filter what it keeps
   * @param changedAt when it was stored
   */
  record Segment(String site, String id, String name, Filter filter, Instant changedAt)
      implements Saved {
    /** What the keys of all segments of a site begin with. */
    public static String keyPrefix(String site) {
      return "segment/" + site + "/";
    }

    @Override
    public String key() {
      return keyPrefix(site) + id;
    }

    @Override
    public SegmentDeletion deletion(Instant when) {
      return new SegmentDeletion(site, id, when);
    }
  }

  /**
   * A segment is deleted. Takes the place of the segment in the topic.
   *
   * @param site the site
   * @param id the segment
   * @param deletedAt when
   */
  record SegmentDeletion(String site, String id, Instant deletedAt) implements Deletion {
    @Override
    public String key() {
      return Segment.keyPrefix(site) + id;
    }
  }

  /**
   * An intended link.
   *
   * @param site the site
   * @param id its id
   * @param link what people are meant to click
   * @param changedAt when it was stored
   */
  record Link(String site, String id, IntendedLink link, Instant changedAt) implements Saved {
    /** What the keys of all links of a site begin with. */
    public static String keyPrefix(String site) {
      return "link/" + site + "/";
    }

    @Override
    public String key() {
      return keyPrefix(site) + id;
    }

    @Override
    public LinkDeletion deletion(Instant when) {
      return new LinkDeletion(site, id, when);
    }
  }

  /**
   * A link is deleted. Takes the place of the link in the topic.
   *
   * @param site the site
   * @param id the link
   * @param deletedAt when
   */
  record LinkDeletion(String site, String id, Instant deletedAt) implements Deletion {
    @Override
    public String key() {
      return Link.keyPrefix(site) + id;
    }
  }

  /**
   * A summary that is sent by itself.
   *
   * @param site the site
   * @param id its id
   * @param digest when and where
   * @param changedAt when it was stored
   */
  record Digest(String site, String id, WeeklyDigest digest, Instant changedAt) implements Saved {
    /** What the keys of all digests of a site begin with. */
    public static String keyPrefix(String site) {
      return "digest/" + site + "/";
    }

    @Override
    public String key() {
      return keyPrefix(site) + id;
    }

    @Override
    public DigestDeletion deletion(Instant when) {
      return new DigestDeletion(site, id, when);
    }
  }

  /**
   * A digest is deleted. Takes the place of the digest in the topic.
   *
   * @param site the site
   * @param id the digest
   * @param deletedAt when
   */
  record DigestDeletion(String site, String id, Instant deletedAt) implements Deletion {
    @Override
    public String key() {
      return Digest.keyPrefix(site) + id;
    }
  }

  /**
   * A rule that tells people when a figure is not as it should be.
   *
   * @param site the site
   * @param id its id
   * @param rule when, and where
   * @param changedAt when it was stored
   */
  record Alert(String site, String id, AlertRule rule, Instant changedAt) implements Saved {
    /** What the keys of all alerts of a site begin with. */
    public static String keyPrefix(String site) {
      return "alert/" + site + "/";
    }

    @Override
    public String key() {
      return keyPrefix(site) + id;
    }

    @Override
    public AlertDeletion deletion(Instant when) {
      return new AlertDeletion(site, id, when);
    }
  }

  /**
   * An alert is deleted. Takes the place of the alert in the topic.
   *
   * @param site the site
   * @param id the alert
   * @param deletedAt when
   */
  record AlertDeletion(String site, String id, Instant deletedAt) implements Deletion {
    @Override
    public String key() {
      return Alert.keyPrefix(site) + id;
    }
  }

  /**
   * How it stands with an alert.
   *
   * @param site the site
   * @param id the alert
   * @param rule {@link Alert#changedAt} of the rule that it is about; of no meaning for another
   * @param state how it stands
   */
  record AlertRun(String site, String id, Instant rule, AlertState state) implements Definition {
    @Override
    public String key() {
      return keyOf(site, id);
    }

    /** The key of an alert's run. */
    public static String keyOf(String site, String id) {
      return "alert_run/" + site + "/" + id;
    }
  }

  /**
   * Somebody has taken on what is to be done once, so that nobody else does it again.
   *
   * @param site the site
   * @param task its name, unique within the site
   * @param due for when it was due
   */
  record TaskRun(String site, String task, Instant due) implements Definition {
    @Override
    public String key() {
      return keyOf(site, task);
    }

    /** The key of a task. */
    public static String keyOf(String site, String task) {
      return "task/" + site + "/" + task;
    }
  }
}
