package io.tocsin.sinks.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;

/// Calls one base address: authenticates, never follows a redirect, bounds the whole call in time
/// and the answer in size. A call is made once, except after a 401, which says that nothing
/// happened: then once more with newer credentials, where there are any. Safe for many threads.
public final class HttpCaller implements AutoCloseable {
  /// Largest answer that is read, in bytes.
  static final int MAX_ANSWER = 1024 * 1024;

  private static final Duration CONNECTED_WITHIN = Duration.ofSeconds(5);
  private static final int UNAUTHORIZED = 401;

  private final HttpClient client;
  private final String base;
  private final Credentials credentials;
  private final Duration within;

  /// @param client never follows redirects
  /// @param base scheme, host and path before every call's path; no slash at its end
  /// @param within how long a whole call may take
  HttpCaller(HttpClient client, String base, Credentials credentials, Duration within) {
    this.client = client;
    this.base = base;
    this.credentials = credentials;
    this.within = within;
  }

  /// A client as all outward sinks use it.
  static HttpClient client() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(CONNECTED_WITHIN)
        .build();
  }

  /// Makes a call.
  public Reply call(Call call) throws InterruptedException {
    Reply reply = once(call);
    if (reply instanceof Reply.Answered answered && answered.status() == UNAUTHORIZED) {
      try {
        return credentials.renew() ? once(call) : reply;
      } catch (IOException e) {
        return new Reply.NotSent("no newer credentials: " + words(e));
      }
    }
    return reply;
  }

  private Reply once(Call call) throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + call.path()))
            .timeout(within)
            .method(
                call.method(),
                call.body()
                    .map(HttpRequest.BodyPublishers::ofString)
                    .orElse(HttpRequest.BodyPublishers.noBody()));
    call.headers().forEach(request::setHeader);
    try {
      credentials.apply(request);
    } catch (IOException e) {
      return new Reply.NotSent("no credentials: " + words(e));
    }
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(
            request.build(),
            HttpResponse.BodyHandlers.limiting(
                HttpResponse.BodyHandlers.ofByteArray(), MAX_ANSWER));
    try {
      // The client's own limit ends with the headers; this one covers a body that trickles.
      HttpResponse<byte[]> whole = answer.get(within.toMillis(), TimeUnit.MILLISECONDS);
      return new Reply.Answered(
          whole.statusCode(), whole.headers(), new String(whole.body(), StandardCharsets.UTF_8));
    } catch (ExecutionException e) {
      return failed(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      answer.cancel(true);
      return new Reply.NoAnswer("no whole answer within " + within.toSeconds() + " s");
    } catch (InterruptedException e) {
      answer.cancel(true);
      throw e;
    }
  }

  private static Reply failed(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof ConnectException
          || t instanceof HttpConnectTimeoutException
          || t instanceof UnresolvedAddressException
          || t instanceof SSLHandshakeException) {
        return new Reply.NotSent("no connection: " + t.getClass().getSimpleName());
      }
    }
    return new Reply.NoAnswer("the connection broke: " + words(failure));
  }

  private static String words(Throwable failure) {
    return failure.getMessage() == null
        ? failure.getClass().getSimpleName()
        : failure.getClass().getSimpleName() + ", " + failure.getMessage();
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
