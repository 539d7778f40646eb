package io.polku.contract.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of forms. A form is what has the same name or id on the same page; it is counted
 * once a page view, from {@code form_start}, {@code form_submit}, {@code form_error} and {@code
 * form_abandon}. What was entered is never known.
 *
 * @param from start of the range, inclusive
 * @param to end of the range, exclusive
 * @param asOf how far the log has been processed
 * @param dataVersion changes whenever something of the site was stored
 * @param started times that a form was started, of all forms
 * @param others forms beyond the rows
 * @param forms those most started first
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record FormReport(
    Instant from,
    Instant to,
    Instant asOf,
    String dataVersion,
    long started,
    long others,
    List<Form> forms) {
  /** Most forms of an answer. */
  public static final int FORMS_MAX = 50;

  /** Most fields of a form, and most reasons of a field. */
  public static final int FIELDS_MAX = 50;

  /** Copies the forms. */
  public FormReport {
    forms = List.copyOf(forms);
  }

  /**
   * One form.
   *
   * @param form its id, else its name; "" where it has neither
   * @param page path it is on, grouped as the site says
   * @param started times that it was started
   * @param submitted of these, submitted
   * @param abandoned of these, not submitted: {@code started − submitted}
   * @param rate {@code submitted / started}
   * @param interval of it, 95 %
   * @param medianSeconds from start to submission; or null
   * @param told of those abandoned, for how many the last field is known
   * @param fields those touched last most often first
   * @param otherFields fields beyond these
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Form(
      String form,
      String page,
      long started,
      long submitted,
      long abandoned,
      double rate,
      List<Double> interval,
      @Nullable Double medianSeconds,
      long told,
      List<Field> fields,
      long otherFields) {
    /** Copies the lists. */
    public Form {
      interval = List.copyOf(interval);
      fields = List.copyOf(fields);
    }
  }

  /**
   * One field.
   *
   * @param field its name
   * @param touched times that it had the focus, where the tracker tells
   * @param last of those abandoned, where it was touched last
   * @param lastShare {@code last / told}; 0 where nothing is told
   * @param errors times with at least one error in it
   * @param reasons of the errors, most first
   * @param medianSeconds with focus, of the times it was touched; or null
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Field(
      String field,
      long touched,
      long last,
      double lastShare,
      long errors,
      List<Reason> reasons,
      @Nullable Double medianSeconds) {
    /** Copies the reasons. */
    public Field {
      reasons = List.copyOf(reasons);
    }
  }

  /**
   * Why a field was refused.
   *
   * @param reason as the form says it; "" where it does not
   * @param errors how often
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Reason(String reason, long errors) {}
}
