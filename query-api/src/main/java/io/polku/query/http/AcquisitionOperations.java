package io.polku.query.http;

import io.polku.contract.report.ChannelReport;
import io.polku.contract.report.ProductReport;
import io.polku.contract.report.Seen;
import io.polku.query.overview.ChannelReports;
import io.polku.query.overview.ProductReports;
import io.polku.query.overview.SearchTermReports;
import io.polku.query.seen.SeenQuestion;
import io.polku.query.seen.SeenReports;
import io.polku.query.seen.Suggestions;
import java.util.List;
import java.util.Set;

/** Where people come from, what they search for, what they buy, and what else occurs. */
public final class AcquisitionOperations {
  private static final int TEXT_CHARS_MAX = 1_000;

  private final Scope scope;
  private final Filters filters;
  private final ChannelReports channels;
  private final SearchTermReports searchTerms;
  private final ProductReports products;
  private final SeenReports seen;
  private final Suggestions suggestions;

  /** Everything an answer may need. */
  public AcquisitionOperations(
      Scope scope,
      Filters filters,
      ChannelReports channels,
      SearchTermReports searchTerms,
      ProductReports products,
      SeenReports seen,
      Suggestions suggestions) {
    this.scope = scope;
    this.filters = filters;
    this.channels = channels;
    this.searchTerms = searchTerms;
    this.products = products;
    this.seen = seen;
    this.suggestions = suggestions;
  }

  /** All routes; before those of a funnel, which an id would take for itself. */
  public List<Route> routes() {
    return List.of(
        Route.get("/channels", "getChannels", this::channels),
        Route.get("/search-terms", "getSearchTerms", this::searchTerms),
        Route.get("/products", "getProducts", this::products),
        Route.get("/seen", "getSeen", this::seen),
        Route.get("/funnels/suggestion", "suggestFunnel", this::suggestion));
  }

  private Answer channels(ApiRequest request) {
    var parameters =
        Parameters.ofQuery(request, Set.of("from", "to", "filter", "segment", "by", "limit"));
    var site = scope.site(request);
    var by =
        parameters.word(
            "by",
            ChannelReport.By.CHANNEL_GROUP,
            List.of(ChannelReport.By.values()),
            ChannelReport.By::word);
    var range = scope.range(parameters, site);
    var limit = parameters.limit();
    var asOf = scope.asOf();
    var report =
        channels.report(
            site, range, filters.of(site, parameters), by, limit, scope.state(site), asOf);
    return Answer.tagged(report, Etags.of(report, asOf, false), request.ifNoneMatch());
  }

  private Answer searchTerms(ApiRequest request) {
    var parameters =
        Parameters.ofQuery(request, Set.of("from", "to", "filter", "segment", "limit"));
    var site = scope.site(request);
    var range = scope.range(parameters, site);
    var limit = parameters.limit();
    var asOf = scope.asOf();
    var report =
        searchTerms.report(
            site, range, filters.of(site, parameters), limit, scope.state(site), asOf);
    return Answer.tagged(report, Etags.of(report, asOf, false), request.ifNoneMatch());
  }

  private Answer products(ApiRequest request) {
    var parameters =
        Parameters.ofQuery(request, Set.of("from", "to", "filter", "segment", "by", "limit"));
    var site = scope.site(request);
    var by =
        parameters.word(
            "by", ProductReport.By.ID, List.of(ProductReport.By.values()), ProductReport.By::word);
    var range = scope.range(parameters, site);
    var limit = parameters.limit();
    var asOf = scope.asOf();
    var report =
        products.report(
            site, range, filters.of(site, parameters), by, limit, scope.state(site), asOf);
    return Answer.tagged(report, Etags.of(report, asOf, false), request.ifNoneMatch());
  }

  private Answer seen(ApiRequest request) {
    var parameters =
        Parameters.ofQuery(request, Set.of("from", "to", "kind", "name", "q", "limit"));
    var site = scope.site(request);
    if (parameters.text("kind").isEmpty()) {
      throw ApiException.parameter(
          "kind", "kind: none (expected one of: event, page, property, value)");
    }
    var kind =
        parameters.word("kind", Seen.Kind.EVENT, List.of(Seen.Kind.values()), Seen.Kind::word);
    var question = question(request, parameters, kind);
    var asOf = scope.asOf();
    var report = seen.report(question, scope.state(site), asOf);
    return Answer.tagged(report, Etags.of(report, asOf, false), request.ifNoneMatch());
  }

  private SeenQuestion question(ApiRequest request, Parameters parameters, Seen.Kind kind) {
    var site = scope.site(request);
    try {
      return new SeenQuestion(
          site,
          scope.range(parameters, site),
          kind,
          text("name", parameters),
          text("q", parameters),
          parameters.limit());
    } catch (IllegalArgumentException e) {
      throw ApiException.parameter("name", String.valueOf(e.getMessage()));
    }
  }

  private static String text(String name, Parameters parameters) {
    var text = parameters.text(name).orElse("");
    if (text.length() > TEXT_CHARS_MAX) {
      throw ApiException.parameter(
          name,
          name + ": " + text.length() + " characters (expected: at most " + TEXT_CHARS_MAX + ")");
    }
    return text;
  }

  private Answer suggestion(ApiRequest request) {
    var parameters = Parameters.ofQuery(request, Set.of("from", "to"));
    var site = scope.site(request);
    var range = scope.range(parameters, site);
    var asOf = scope.asOf();
    var suggestion = suggestions.suggest(site, range, scope.state(site), asOf);
    return Answer.tagged(suggestion, Etags.of(suggestion, asOf, false), request.ifNoneMatch());
  }
}
