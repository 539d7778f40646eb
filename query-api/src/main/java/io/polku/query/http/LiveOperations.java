package io.polku.query.http;

import io.polku.contract.definition.Role;
import io.polku.query.live.LiveFeeds;
import io.polku.query.live.LiveFeeds.Admission;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** What is happening now. */
public final class LiveOperations {
  private final Scope scope;
  private final LiveFeeds feeds;

  /** Everything an answer may need. */
  public LiveOperations(Scope scope, LiveFeeds feeds) {
    this.scope = scope;
    this.feeds = feeds;
  }

  /** All streams. */
  public List<StreamRoute> streams() {
    return List.of(new StreamRoute("/sites/:site/live", "followLive", Role.VIEWER, this::follow));
  }

  private Runnable follow(ApiRequest request, Consumer<String> listener) {
    request.allow(Set.of());
    return switch (feeds.listen(scope.site(request), listener)) {
      case Admission.Admitted(var close) -> close;
      case Admission.SiteFull() ->
          throw new ApiException(
              429,
              "too_many_listeners",
              "listeners: " + LiveFeeds.LISTENERS_OF_SITE_MAX + " of the site (expected: fewer)",
              List.of());
      case Admission.Full() ->
          throw new ApiException(
              503,
              "busy",
              "listeners: " + LiveFeeds.LISTENERS_MAX + " (expected: fewer)",
              List.of());
    };
  }
}
