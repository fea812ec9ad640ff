package io.tocsin.sinks.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.platform.Section;
import io.tocsin.sinks.ScriptedServer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Tokens: what they are asked for with, when, and when not.
final class OAuthTokenTest {
  private static final String TOKEN = "{\"access_token\":\"%s\",\"expires_in\":3600}";

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-03-02T04:05:06Z"));
  private final ScriptedServer tokens = new ScriptedServer();
  private final ScriptedServer server = new ScriptedServer();

  @AfterEach
  void stop() {
    tokens.close();
    server.close();
  }

  @Test
  void aPasswordGoesInTheFormAndTheTokenIsUsedUntilItEnds() throws Exception {
    tokens.answer(200, TOKEN.formatted("one"));
    tokens.answer(200, TOKEN.formatted("two"));
    answers(200, 200, 200);

    try (HttpCaller caller = byPassword()) {
      caller.call(Call.get("/a"));
      caller.call(Call.get("/b"));
      pass(Duration.ofMinutes(59).plusSeconds(30));
      caller.call(Call.get("/c"));
    }

    assertThat(server.authorizations()).containsExactly("Bearer one", "Bearer one", "Bearer two");
    assertThat(tokens.authorizations()).containsExactly("", "");
    assertThat(tokens.requests().getFirst())
        .isEqualTo(
            """
            POST
            /token
            grant_type=password&client_id=us&client_secret=s%26cret&username=service&password=p+w\
            """);
  }

  @Test
  void aClientSaysWhoItIsByBasicAuthentication() throws Exception {
    tokens.answer(200, TOKEN.formatted("one"));
    answers(200);

    try (HttpCaller caller = caller("oauth2-client-credentials", Map.of())) {
      caller.call(Call.get("/a"));
    }

    // us:s%26cret
    assertThat(tokens.authorizations()).containsExactly("Basic dXM6cyUyNmNyZXQ=");
    assertThat(tokens.requests()).containsExactly("POST\n/token\ngrant_type=client_credentials");
  }

  @Test
  void aTokenThatIsRefusedThereIsFetchedAgain() throws Exception {
    tokens.answer(200, TOKEN.formatted("one"));
    tokens.answer(200, TOKEN.formatted("two"));
    answers(401, 200);

    try (HttpCaller caller = byPassword()) {
      assertThat(caller.call(Call.get("/a")))
          .isInstanceOfSatisfying(
              Reply.Answered.class, reply -> assertThat(reply.status()).isEqualTo(200));
    }

    assertThat(server.authorizations()).containsExactly("Bearer one", "Bearer two");
  }

  @Test
  void aRefusalIsNotAskedForAgainAtOnce() throws Exception {
    tokens.answer(401, "{\"error\":\"password p w\"}");
    tokens.answer(200, TOKEN.formatted("one"));
    answers(200);

    try (HttpCaller caller = byPassword()) {
      assertThat(caller.call(Call.get("/a")))
          .isEqualTo(
              new Reply.NotSent(
                  "no credentials: IOException, the token address answers 401 without a token"));
      assertThat(caller.call(Call.get("/a"))).isInstanceOf(Reply.NotSent.class);
      assertThat(tokens.requests()).hasSize(1);
      pass(Duration.ofSeconds(10));
      assertThat(caller.call(Call.get("/a"))).isInstanceOf(Reply.Answered.class);
    }
  }

  @Test
  void aServerThatFailsIsAskedAgain() throws Exception {
    tokens.answer(500, "");
    tokens.answer(200, TOKEN.formatted("one"));
    answers(200);

    try (HttpCaller caller = byPassword()) {
      assertThat(caller.call(Call.get("/a"))).isInstanceOf(Reply.NotSent.class);
      assertThat(caller.call(Call.get("/a"))).isInstanceOf(Reply.Answered.class);
    }
  }

  private void pass(Duration time) {
    now.updateAndGet(instant -> instant.plus(time));
  }

  private void answers(int... statuses) {
    for (int status : statuses) {
      server.answer(status, "");
    }
  }

  private HttpCaller byPassword() {
    return caller("oauth2-password", Map.of("user", "service", "password", "p w"));
  }

  private HttpCaller caller(String type, Map<String, String> further) {
    var auth = new HashMap<String, String>(further);
    auth.put("type", type);
    auth.put("token-url", tokens.url() + "/token");
    auth.put("client-id", "us");
    auth.put("client-secret", "s&cret");
    return HttpSettings.caller(
        Section.of("test", Map.of("url", server.url(), "auth", auth)), now::get);
  }
}
