package io.polku.query.http;

import io.polku.contract.audit.Actor;
import io.polku.contract.definition.Definition.Token;
import io.polku.contract.definition.Role;
import org.jspecify.annotations.Nullable;

/** Who asks, and what he may do. */
sealed interface Caller {
  /** Whether he may do what needs that role on a site, or on none where it is null. */
  boolean may(Role role, @Nullable String site);

  /** Whether he may read what is drawn over the pages of a site. */
  default boolean mayDraw(@Nullable String site) {
    return may(Role.VIEWER, site);
  }

  /** As he stands in the audit log. */
  Actor actor();

  /** Has the server's admin token, which opens everything. */
  record Owner() implements Caller {
    @Override
    public boolean may(Role role, @Nullable String site) {
      return true;
    }

    @Override
    public Actor actor() {
      return Actor.owner();
    }
  }

  /** Has a token of one site. Beside his site he may only read what is of no site. */
  record OfSite(Token token) implements Caller {
    @Override
    public boolean may(Role role, @Nullable String site) {
      return site == null
          ? role == Role.VIEWER
          : site.equals(token.site()) && token.role().includes(role);
    }

    @Override
    public Actor actor() {
      return new Actor(token.id(), token.name(), token.role());
    }
  }

  /** Has a signed address of a page. He may read what is drawn over that site's pages. */
  record OfOverlay(OverlayTokens.Overlay overlay) implements Caller {
    @Override
    public boolean may(Role role, @Nullable String site) {
      return false;
    }

    @Override
    public boolean mayDraw(@Nullable String site) {
      return overlay.site().equals(site);
    }

    @Override
    public Actor actor() {
      throw new IllegalStateException("an overlay's token changes nothing");
    }
  }
}
