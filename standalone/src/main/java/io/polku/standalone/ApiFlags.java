package io.polku.standalone;

import io.polku.standalone.api.ApiClient;
import io.polku.standalone.stack.Addresses;
import io.polku.standalone.stack.DataDir;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags of the commands that ask a running query API. */
final class ApiFlags {
  @Option(
      names = "--data",
      defaultValue = "${env:POLKU_DATA}",
      paramLabel = "DIR",
      description = "Data directory of a running stack; addresses and token are read from there.")
  private @Nullable Path data;

  @Option(
      names = "--api",
      defaultValue = "${env:POLKU_API_URL}",
      paramLabel = "URL",
      description = "Address of the query API (default: http://127.0.0.1:8080).")
  private @Nullable String apiUrl;

  @Option(
      names = "--token",
      defaultValue = "${env:POLKU_ADMIN_TOKEN}",
      paramLabel = "T",
      description = "Its admin token (default: POLKU_ADMIN_TOKEN, or the one kept in DIR).")
  private @Nullable String token;

  /** A client with the token. */
  ApiClient client() {
    return new ApiClient(apiUrl(), token(token, data));
  }

  /** Where the intake is, as far as that is known. */
  String ingestUrl() {
    return addresses().ingestUrl();
  }

  private String apiUrl() {
    return Objects.requireNonNullElse(apiUrl, addresses().apiUrl()).replaceFirst("/+$", "");
  }

  private Addresses addresses() {
    return data == null ? Addresses.DEFAULT : Addresses.read(data);
  }

  /**
   * The token that is given, else the one that is kept.
   *
   * @throws Refusal when there is none
   */
  static String token(@Nullable String token, @Nullable Path data) {
    var given = token == null ? "" : token.strip();
    if (given.isEmpty() && data != null) {
      given = Objects.requireNonNullElse(DataDir.keptToken(data), "");
    }
    if (given.isEmpty()) {
      throw new Refusal(
          "token: none (expected: POLKU_ADMIN_TOKEN, --token, or --data with the data directory of"
              + " the stack)");
    }
    return given;
  }
}
