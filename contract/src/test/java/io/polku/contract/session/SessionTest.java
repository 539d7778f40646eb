package io.polku.contract.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.polku.contract.json.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SessionTest {
  @Test
  void comesBackEqualWhenItsTextsAreEmpty() throws JsonProcessingException {
    var session = new Session("v", 1, 2, "", 3, 0, 0, 0, "", "", Map.of());

    var json = Json.mapper().writeValueAsString(session);

    assertThat(Json.mapper().readValue(json, Session.class)).isEqualTo(session);
  }
}
