package io.polku.contract.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.polku.contract.funnel.Signal;
import java.time.Instant;
import java.util.List;

/**
 * One session. Absent texts are "".
 *
 * @param sessionId text of its {@link io.polku.contract.session.SessionId}
 * @param visitorId whose
 * @param userId the last one seen in it
 * @param start its first event
 * @param end its last event
 * @param durationSeconds between them
 * @param events how many
 * @param pageViews how many of them are page views
 * @param purchases how many of them are purchases
 * @param revenue sum of {@code value} over purchases, whatever the currency
 * @param entryPage path of the first event that has one
 * @param exitPage path of the last event that has one
 * @param device at its first event, as the following
 * @param browser name of the browser
 * @param os name of the operating system
 * @param country ISO 3166-1 alpha-2 code
 * @param language BCP 47 tag
 * @param channel where the visitor met the seller
 * @param channelGroup such as {@code Organic Search}
 * @param referrerHost host that it came from
 * @param utmSource campaign source
 * @param utmMedium campaign medium
 * @param utmCampaign campaign name
 * @param bot {@code declared}, {@code suspected} or "" for a person
 * @param signals signs of trouble in it, in their own order
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record SessionRow(
    String sessionId,
    String visitorId,
    String userId,
    Instant start,
    Instant end,
    double durationSeconds,
    long events,
    long pageViews,
    long purchases,
    double revenue,
    String entryPage,
    String exitPage,
    String device,
    String browser,
    String os,
    String country,
    String language,
    String channel,
    String channelGroup,
    String referrerHost,
    String utmSource,
    String utmMedium,
    String utmCampaign,
    String bot,
    List<Signal> signals) {
  /** Copies the signals. */
  public SessionRow {
    signals = List.copyOf(signals);
  }

  /** The same with these signs of trouble. */
  public SessionRow withSignals(List<Signal> found) {
    return new SessionRow(
        sessionId,
        visitorId,
        userId,
        start,
        end,
        durationSeconds,
        events,
        pageViews,
        purchases,
        revenue,
        entryPage,
        exitPage,
        device,
        browser,
        os,
        country,
        language,
        channel,
        channelGroup,
        referrerHost,
        utmSource,
        utmMedium,
        utmCampaign,
        bot,
        found);
  }
}
