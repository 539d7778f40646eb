package io.polku.query.http;

import io.polku.contract.Names;
import io.polku.contract.definition.Definition.FunnelVersion;
import io.polku.contract.definition.Role;
import io.polku.contract.funnel.FunnelDefinition;
import io.polku.contract.report.FunnelSubjects;
import io.polku.contract.report.SubjectState;
import io.polku.contract.session.SessionId;
import io.polku.query.definition.Funnels;
import io.polku.query.dropoff.DropoffReports;
import io.polku.query.export.VisitorExport;
import io.polku.query.funnel.FunnelQuestion;
import io.polku.query.funnel.Steps;
import io.polku.query.session.SessionQuestion;
import io.polku.query.session.SessionReports;
import io.polku.query.session.TimelineReports;
import io.polku.query.session.VisitorReports;
import io.polku.query.subject.Cursor;
import io.polku.query.subject.SubjectQuestion;
import io.polku.query.subject.SubjectReports;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The people behind the figures: who they are, what they did, and what followed a step. */
public final class PeopleOperations {
  private static final Set<String> NONE = Set.of();
  private static final int TEXT_CHARS_MAX = 200;

  private final Scope scope;
  private final FunnelQuestions questions;
  private final Funnels funnels;
  private final Filters filters;
  private final SubjectReports subjects;
  private final DropoffReports dropoffs;
  private final SessionReports sessions;
  private final TimelineReports timelines;
  private final VisitorReports visitors;
  private final VisitorExport exports;

  /** Everything an answer may need. */
  public PeopleOperations(
      Scope scope,
      FunnelQuestions questions,
      Funnels funnels,
      Filters filters,
      SubjectReports subjects,
      DropoffReports dropoffs,
      SessionReports sessions,
      TimelineReports timelines,
      VisitorReports visitors,
      VisitorExport exports) {
    this.scope = scope;
    this.questions = questions;
    this.funnels = funnels;
    this.filters = filters;
    this.subjects = subjects;
    this.dropoffs = dropoffs;
    this.sessions = sessions;
    this.timelines = timelines;
    this.visitors = visitors;
    this.exports = exports;
  }

  /** All routes. */
  public List<Route> routes() {
    return Stream.of(
            questions.routes(
                "subjects",
                "list",
                "FunnelSubjects",
                Set.of("step", "state", "breakdown", "limit", "after"),
                this::subjects),
            questions.routes("dropoffs", "get", "FunnelDropoffs", Set.of("step"), this::dropoffs),
            List.of(
                Route.get("/sessions", "listSessions", this::sessions),
                Route.get("/sessions/:id", "getSession", this::session),
                Route.get("/visitors/:visitor", "getVisitor", this::visitor),
                Route.get("/visitors/:visitor/export", "exportVisitor", this::export)
                    .onlyFor(Role.ADMIN)))
        .flatMap(List::stream)
        .toList();
  }

  private Answer subjects(ApiRequest request, FunnelQuestion question, Parameters parameters) {
    var asked =
        new SubjectQuestion(
            question,
            step(question, parameters),
            read("state", parameters, SubjectState::ofWord).orElse(SubjectState.ENTERED),
            limit(parameters),
            read("after", parameters, Cursor::of).orElse(null));
    var asOf = scope.asOf();
    var report = subjects.report(asked, scope.state(question.site()), asOf);
    return Answer.tagged(report, Etags.of(report, asOf, isMoving(asked)), request.ifNoneMatch());
  }

  /** Whether time alone may move somebody from open to dropped. */
  private static boolean isMoving(SubjectQuestion asked) {
    return switch (asked.state()) {
      case DROPPED, OPEN -> true;
      case ENTERED, CONVERTED, EXCLUDED -> false;
    };
  }

  private Answer dropoffs(ApiRequest request, FunnelQuestion question, Parameters parameters) {
    var step = step(question, parameters);
    var asOf = scope.asOf();
    var report = dropoffs.report(question, step, scope.state(question.site()), asOf);
    return Answer.tagged(
        report, Etags.of(report, asOf, DropoffReports.isMoving(report)), request.ifNoneMatch());
  }

  private Answer sessions(ApiRequest request) {
    var parameters =
        Parameters.ofQuery(
            request, Set.of("from", "to", "q", "filter", "segment", "limit", "after"));
    var site = scope.site(request);
    var range = scope.range(parameters, site);
    var text = parameters.text("q").orElse("");
    if (text.length() > TEXT_CHARS_MAX) {
      throw ApiException.parameter(
          "q", "q: " + text.length() + " characters (expected: at most " + TEXT_CHARS_MAX + ")");
    }
    var question =
        new SessionQuestion(
            site, range, text, filters.of(site, parameters), limit(parameters), after(parameters));
    var asOf = scope.asOf();
    var report = sessions.report(question, scope.state(site), asOf);
    return Answer.tagged(report, Etags.of(report, asOf, false), request.ifNoneMatch());
  }

  private Answer session(ApiRequest request) {
    request.allow(NONE);
    var site = scope.site(request);
    var asOf = scope.asOf();
    return SessionId.ofText(request.path("id"))
        .flatMap(id -> timelines.report(site, id, versions(site.site()), scope.state(site), asOf))
        .map(report -> Answer.tagged(report, Etags.of(report, asOf, false), request.ifNoneMatch()))
        .orElseThrow(
            () ->
                ApiException.notFound(
                    "session_unknown",
                    "session: " + request.path("id") + " (expected: one of the site's)"));
  }

  private Answer visitor(ApiRequest request) {
    request.allow(NONE);
    var site = scope.site(request);
    var asOf = scope.asOf();
    return Optional.of(request.path("visitor"))
        .filter(Names::isId)
        .flatMap(id -> visitors.report(site, id, versions(site.site()), scope.state(site), asOf))
        .map(report -> Answer.tagged(report, Etags.of(report, asOf, false), request.ifNoneMatch()))
        .orElseThrow(() -> unknown(request.path("visitor")));
  }

  private Answer export(ApiRequest request) {
    request.allow(Set.of("after"));
    var site = scope.site(request);
    var visitor = request.path("visitor");
    var cursor =
        request
            .query("after")
            .map(
                text ->
                    VisitorExport.Cursor.ofText(text)
                        .orElseThrow(
                            () ->
                                ApiException.parameter(
                                    "after",
                                    "after: " + text + " (expected: that of a line next)")))
            .orElse(VisitorExport.Cursor.FIRST);
    if (!Names.isId(visitor)) {
      throw unknown(visitor);
    }
    var page = exports.page(site.site(), visitor, cursor, scope.clock().instant());
    if (page.rows() == 0 && cursor.equals(VisitorExport.Cursor.FIRST)) {
      throw unknown(visitor);
    }
    return Answer.lines(page.text());
  }

  private static ApiException unknown(String visitor) {
    return ApiException.notFound(
        "visitor_unknown", "visitor: " + visitor + " (expected: one of the site's)");
  }

  private List<FunnelVersion> versions(String site) {
    return funnels.all(site);
  }

  private static int step(FunnelQuestion question, Parameters parameters) {
    var step = parameters.number("step", 1, FunnelDefinition.STEPS_MAX);
    try {
      return Steps.of(question.funnel(), step).number();
    } catch (IllegalArgumentException e) {
      throw ApiException.parameter("step", String.valueOf(e.getMessage()));
    }
  }

  private static int limit(Parameters parameters) {
    return parameters.number("limit", FunnelSubjects.LIMIT_DEFAULT, 1, FunnelSubjects.LIMIT_MAX);
  }

  private static @Nullable SessionId after(Parameters parameters) {
    return parameters
        .text("after")
        .map(
            text ->
                SessionId.ofText(text)
                    .orElseThrow(
                        () ->
                            ApiException.parameter(
                                "after",
                                "after: " + text + " (expected: the next_after of an answer)")))
        .orElse(null);
  }

  private static <T> Optional<T> read(
      String name, Parameters parameters, Function<String, T> reader) {
    try {
      return parameters.text(name).map(reader);
    } catch (IllegalArgumentException e) {
      throw ApiException.parameter(name, String.valueOf(e.getMessage()));
    }
  }
}
