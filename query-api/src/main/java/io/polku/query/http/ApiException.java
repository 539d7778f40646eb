package io.polku.query.http;

import io.polku.contract.report.Problem.Fault;
import java.util.List;

/** The caller's mistake, or something passing; becomes a problem document. */
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final transient List<Fault> faults;

  /**
   * @param status HTTP status
   * @param code stable word for programs
   * @param detail the value and what was expected
   * @param faults each single fault of a body or a query
   */
  public ApiException(int status, String code, String detail, List<Fault> faults) {
    super(detail);
    this.status = status;
    this.code = code;
    this.faults = List.copyOf(faults);
  }

  /** Something that is not there. */
  public static ApiException notFound(String code, String detail) {
    return new ApiException(404, code, detail, List.of());
  }

  /** A request that can be read and not be answered. */
  public static ApiException refused(String code, List<Fault> faults) {
    return new ApiException(422, code, faults.isEmpty() ? "" : faults.getFirst().message(), faults);
  }

  /** A query parameter that cannot be used. */
  public static ApiException parameter(String name, String message) {
    return refused("parameter_refused", List.of(new Fault(name, message)));
  }

  /** HTTP status. */
  public int status() {
    return status;
  }

  /** Stable word for programs. */
  public String code() {
    return code;
  }

  /** Each single fault. */
  public List<Fault> faults() {
    return faults;
  }
}
