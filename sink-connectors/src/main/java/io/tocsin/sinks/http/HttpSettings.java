package io.tocsin.sinks.http;

import io.tocsin.platform.Secret;
import io.tocsin.platform.Section;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;

/// Reads how a sink reaches its base address: `url`, `allow-plain-http`, `answer-within`, `auth`.
public final class HttpSettings {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(35);

  private HttpSettings() {}

  /// The caller that a sink's section describes.
  ///
  /// @throws IllegalArgumentException in a sentence that names the setting; never holds a secret
  public static HttpCaller caller(Section sink, InstantSource clock) {
    String base = address(sink, "url").toString().replaceAll("/+$", "");
    Duration within = sink.duration("answer-within").orElse(ANSWER_WITHIN);
    HttpClient client = HttpCaller.client();
    Section auth = sink.section("auth");
    Credentials credentials = credentials(auth, client, clock);
    auth.refuseUnknown();
    return new HttpCaller(client, base, credentials, within);
  }

  /// An address that secrets may be sent to: https, or http where it is this machine or is allowed
  /// by `allow-plain-http`.
  public static URI address(Section section, String key) {
    URI uri;
    try {
      uri = URI.create(section.required(key));
    } catch (IllegalArgumentException e) {
      if (!section.has(key)) {
        throw e;
      }
      throw section.refuse(key, "is no address");
    }
    if (uri.getHost() == null || uri.getUserInfo() != null || uri.getRawFragment() != null) {
      throw section.refuse(key, "is no address of the form https://host/path");
    }
    boolean plain = section.flag("allow-plain-http", false);
    if (!"https".equals(uri.getScheme())
        && !("http".equals(uri.getScheme()) && (plain || isThisMachine(uri.getHost())))) {
      throw section.refuse(
          key,
          "is not https: secrets and bodies would go out readable; set allow-plain-http to true"
              + " where the way is safe");
    }
    return uri;
  }

  private static boolean isThisMachine(String host) {
    return host.equals("localhost")
        || (host.matches("[0-9.]+|\\[[0-9a-fA-F:.]+]")
            && InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", "")).isLoopbackAddress());
  }

  private static Credentials credentials(Section auth, HttpClient client, InstantSource clock) {
    String type = auth.required("type");
    return switch (type) {
      case "bearer" ->
          new FixedHeader(
              "Authorization", auth.name("token"), auth.required("token"), t -> "Bearer " + t);
      case "basic" -> {
        String user = auth.required("user");
        yield new FixedHeader(
            "Authorization",
            auth.name("password"),
            auth.required("password"),
            password ->
                "Basic "
                    + Base64.getEncoder()
                        .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8)));
      }
      case "header" ->
          new FixedHeader(
              auth.required("name"), auth.name("value"), auth.required("value"), v -> v);
      case "oauth2-client-credentials" ->
          new OAuthToken(
              client,
              address(auth, "token-url"),
              new Grant.ClientCredentials(
                  auth.required("client-id"),
                  secret(auth, "client-secret"),
                  auth.text("scope").orElse("")),
              clock);
      case "oauth2-password" ->
          new OAuthToken(
              client,
              address(auth, "token-url"),
              new Grant.Password(
                  auth.required("client-id"),
                  secret(auth, "client-secret"),
                  auth.required("user"),
                  secret(auth, "password")),
              clock);
      case "none" -> new NoCredentials();
      default ->
          throw auth.refuse(
              "type",
              "is none of bearer, basic, header, oauth2-client-credentials, oauth2-password,"
                  + " none");
    };
  }

  private static Secret secret(Section auth, String key) {
    return Secret.of(auth.name(key), auth.required(key));
  }

  /// Nothing is asked for.
  private record NoCredentials() implements Credentials {
    @Override
    public void apply(HttpRequest.Builder request) {
      // Nothing to put on it.
    }

    @Override
    public boolean renew() {
      return false;
    }
  }
}
