package io.polku.streams.sink;

/** ClickHouse did not do what it was asked, and may do it later. */
public final class PassingFailure extends Exception {
  private static final long serialVersionUID = 1L;

  public PassingFailure(String message) {
    super(message);
  }

  public PassingFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
