package io.tocsin.sinks.webhook;

import io.tocsin.sinks.http.Reply;
import io.tocsin.sinks.outward.Exchange;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/// Posts to one address over connections to those network addresses only that the resolver gives;
/// the name of the address stays what it is in the Host header, in SNI and against the certificate.
/// No redirect, no cookie, no proxy of the environment, no second try, no body of an answer: it is
/// read to its end where it is short, so that the connection can be used again, and thrown away.
/// Safe for many threads.
final class PinnedCaller implements AutoCloseable {
  /// Of an answer's body, in bytes; past it the connection is closed.
  static final int MOST_READ = 16 * 1024;

  private static final Duration CONNECTED_WITHIN = Duration.ofSeconds(5);

  /// A connection is used this long at most, so that a change of the name's address is followed.
  private static final TimeValue LIFE = TimeValue.ofMinutes(1);

  private static final int CONNECTIONS = 64;

  /// Of an answer's head: a longer one breaks the connection, where it would fill the memory.
  private static final Http1Config BOUNDS =
      Http1Config.custom().setMaxLineLength(8 * 1024).setMaxHeaderCount(100).build();

  private final URI url;
  private final HttpHost host;
  private final Duration within;
  private final CloseableHttpClient client;

  /// @param within how long the whole exchange may take
  PinnedCaller(URI url, DnsResolver names, TlsSocketStrategy tls, Duration within) {
    this.url = url;
    this.host = new HttpHost(url.getScheme(), url.getHost(), url.getPort());
    this.within = within;
    Timeout limit = Timeout.of(within);
    this.client =
        HttpClients.custom()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setDnsResolver(names)
                    .setConnectionFactory(
                        ManagedHttpClientConnectionFactory.builder().http1Config(BOUNDS).build())
                    .setTlsSocketStrategy(tls)
                    .setMaxConnTotal(CONNECTIONS)
                    .setMaxConnPerRoute(CONNECTIONS)
                    .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                            .setConnectTimeout(Timeout.of(CONNECTED_WITHIN))
                            .setSocketTimeout(limit)
                            .setTimeToLive(LIFE)
                            .build())
                    .build())
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setConnectionRequestTimeout(limit)
                    .setResponseTimeout(limit)
                    .setRedirectsEnabled(false)
                    .build())
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableCookieManagement()
            .disableAuthCaching()
            .disableContentCompression()
            .setUserAgent("Tocsin")
            .build();
  }

  /// Posts JSON.
  ///
  /// @return the answer's status and its Retry-After; nothing else of it
  Reply post(Map<String, String> headers, byte[] body) throws InterruptedException {
    HttpPost request = new HttpPost(url);
    headers.forEach(request::setHeader);
    request.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON));
    var answered = new AtomicReference<Reply.Answered>();
    try {
      return Exchange.within(within, () -> exchange(request, answered));
    } catch (ExecutionException e) {
      return answered.get() != null
          ? answered.get()
          : failed(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      return answered.get() != null
          ? answered.get()
          : new Reply.NoAnswer("no answer within " + within.toSeconds() + " s");
    }
  }

  /// @param answered takes the answer as soon as its head is there: what its body does is no matter
  private Reply exchange(HttpPost request, AtomicReference<Reply.Answered> answered)
      throws IOException {
    try (ClassicHttpResponse response = client.executeOpen(host, request, null)) {
      Reply.Answered answer =
          new Reply.Answered(
              response.getCode(), HttpHeaders.of(retryAfter(response), (_, _) -> true), "");
      answered.set(answer);
      HttpEntity entity = response.getEntity();
      if (entity != null) {
        try (InputStream content = entity.getContent()) {
          if (content.readNBytes(MOST_READ).length == MOST_READ) {
            request.abort();
          }
        }
      }
      return answer;
    }
  }

  private static Map<String, List<String>> retryAfter(ClassicHttpResponse response) {
    Header header = response.getFirstHeader("Retry-After");
    return header == null ? Map.of() : Map.of("Retry-After", List.of(header.getValue().strip()));
  }

  private static Reply failed(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof CheckedNames.NotPublicException) {
        return new Reply.NotSent(
            "the host has an address that is not public, and is not named in allow-hosts");
      }
      if (t instanceof ConnectException
          || t instanceof ConnectTimeoutException
          || t instanceof NoRouteToHostException
          || t instanceof UnknownHostException
          || t instanceof SSLHandshakeException
          || t instanceof SSLPeerUnverifiedException) {
        return new Reply.NotSent("no connection: " + t.getClass().getSimpleName());
      }
    }
    return new Reply.NoAnswer("the connection broke: " + failure.getClass().getSimpleName());
  }

  @Override
  public void close() {
    client.close(CloseMode.IMMEDIATE);
  }
}
