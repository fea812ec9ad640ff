package io.tocsin.sinks.http;

import io.tocsin.platform.Secret;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/// What a token is asked for with (RFC 6749, section 4).
sealed interface Grant {
  /// Puts it into the request's form, or on the request.
  void put(Map<String, String> form, HttpRequest.Builder request);

  /// Section 4.4: the client for itself; it says who it is by Basic authentication.
  ///
  /// @param scope empty text = none is asked for
  record ClientCredentials(String clientId, Secret clientSecret, String scope) implements Grant {
    @Override
    public void put(Map<String, String> form, HttpRequest.Builder request) {
      form.put("grant_type", "client_credentials");
      if (!scope.isBlank()) {
        form.put("scope", scope);
      }
      String both = OAuthToken.encoded(clientId) + ":" + OAuthToken.encoded(text(clientSecret));
      request.header(
          "Authorization",
          "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8)));
    }
  }

  /// Section 4.3: a user's name and password, with the client in the form and no scope, as TrackTik
  /// wants it (support.tracktik.com 23505374605463).
  record Password(String clientId, Secret clientSecret, String user, Secret password)
      implements Grant {
    @Override
    public void put(Map<String, String> form, HttpRequest.Builder request) {
      form.put("grant_type", "password");
      form.put("client_id", clientId);
      form.put("client_secret", text(clientSecret));
      form.put("username", user);
      form.put("password", text(password));
    }
  }

  private static String text(Secret secret) {
    return new String(secret.bytes(), StandardCharsets.UTF_8);
  }
}
