package io.tocsin.sinks.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.tocsin.platform.Section;
import io.tocsin.sinks.Overheard;
import io.tocsin.sinks.outward.Answer;
import io.tocsin.sinks.outward.Delivery;
import io.tocsin.sinks.outward.Destination;
import io.tocsin.sinks.outward.Effect;
import io.tocsin.sinks.outward.Idempotency;
import io.tocsin.sinks.outward.Outside;
import io.tocsin.sinks.outward.ReferencePage;
import io.tocsin.sinks.runtime.Subject;
import io.tocsin.sinks.runtime.Version;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// One endpoint against a real server of the test's own: what is sent, and what each answer means.
final class WebhookTest {
  private static final String HOST = "hooks.example.test";
  private static final String NEW_SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3";
  private static final String OLD_SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
  private static final Instant NOW = Instant.parse("2026-03-02T04:05:06.789Z");
  private static final DnsResolver THIS_MACHINE = PublicAddressTest.fixed("127.0.0.1");

  private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
  private HttpServer server;
  private volatile int status = 204;
  private volatile Map<String, String> answerHeaders = Map.of();
  private volatile byte[] answerBody = {};

  private record Received(String path, Map<String, String> headers, String body) {}

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          var headers = new HashMap<String, String>();
          exchange
              .getRequestHeaders()
              .forEach((k, v) -> headers.put(k.toLowerCase(), v.getFirst()));
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          received.add(new Received(exchange.getRequestURI().toString(), headers, body));
          answerHeaders.forEach(exchange.getResponseHeaders()::set);
          exchange.sendResponseHeaders(status, answerBody.length == 0 ? -1 : answerBody.length);
          if (answerBody.length > 0) {
            exchange.getResponseBody().write(answerBody);
          }
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private Map<String, Object> settings() {
    var settings = new HashMap<String, Object>();
    settings.put("url", "http://%s:%d/in?a=b".formatted(HOST, server.getAddress().getPort()));
    settings.put("allow-plain-http", "true");
    settings.put("answer-within", "2s");
    settings.put("webhook.secrets", List.of(NEW_SECRET, OLD_SECRET));
    settings.put("webhook.allow-hosts", List.of(HOST));
    return settings;
  }

  private static Destination open(Map<String, Object> settings) {
    return open(settings, THIS_MACHINE, null);
  }

  private static Destination open(
      Map<String, Object> settings, DnsResolver resolver, SSLContext tls) {
    Section section = Section.of("tocsin.sinks.outward.hook", settings);
    Outside outside = new Outside("hook", section, Clock.fixed(NOW, ZoneOffset.UTC));
    var kind =
        new WebhookKind(
            resolver,
            tls == null
                ? DefaultClientTlsStrategy.createDefault()
                : new DefaultClientTlsStrategy(tls));
    Section own = section.section("webhook");
    Destination destination = kind.open(own, outside);
    own.refuseUnknown();
    section.refuseUnknown();
    return destination;
  }

  private static Delivery delivery(Effect.Action action) {
    return new Delivery(
        new Effect(
            "ab".repeat(32),
            "ab".repeat(32),
            new Subject("tracktik:1", new Version(2, 1)),
            action,
            Optional.empty(),
            Map.of(
                "key",
                "ab".repeat(32),
                "state",
                action == Effect.Action.PUT ? "OPEN" : "WITHDRAWN",
                "subject",
                "Alarm at \"north\" gate",
                "lifeSafety",
                true,
                "occurredAt",
                "2026-03-01T22:00:00Z")),
        "3f2a".repeat(10),
        Optional.empty(),
        Optional.empty());
  }

  private static Answer send(Destination destination) throws InterruptedException {
    return destination.send(List.of(delivery(Effect.Action.PUT))).getFirst();
  }

  @Test
  void theSignatureIsWhatOthersCompute() {
    // By `openssl dgst -sha256 -hmac`, over 3f2a.1772424306.{"test":2432232314}
    String header =
        Signatures.of(Section.of("s", Map.of("secrets", List.of(NEW_SECRET, OLD_SECRET))))
            .header("3f2a", 1772424306, "{\"test\":2432232314}".getBytes(StandardCharsets.UTF_8));

    assertThat(header)
        .isEqualTo(
            "v1,vqft3UswiliG+dzNWjMmbLLFKFcPJDX1beJBp/lkjz4="
                + " v1,O2ziv3T4II4yB4/Rp2IqcJDYLlMyr3FCo8dc3LEAF28=");
  }

  @Test
  void whatIsSentIsSignedByEverySecretAndTheSameAtEveryTry() throws Exception {
    try (Destination hook = open(settings())) {
      Answer answer = send(hook);
      send(hook);

      assertThat(answer)
          .isEqualTo(new Answer.Stands("ab".repeat(32), "webhook accepted (HTTP 204)"));
      Received first = received.take();
      assertThat(first.path()).isEqualTo("/in?a=b");
      assertThat(first.body())
          .isEqualTo(
              """
              {"type":"event.open","timestamp":"2026-03-01T22:00:00Z","data":{"key":"%s",\
              "lifeSafety":true,"occurredAt":"2026-03-01T22:00:00Z","state":"OPEN",\
              "subject":"Alarm at \\"north\\" gate"}}\
              """
                  .formatted("ab".repeat(32)));
      assertThat(first.headers())
          .containsEntry("webhook-id", "3f2a".repeat(10))
          .containsEntry("webhook-timestamp", Long.toString(NOW.getEpochSecond()))
          .containsEntry(
              "webhook-signature",
              Signatures.of(Section.of("s", Map.of("secrets", List.of(NEW_SECRET, OLD_SECRET))))
                  .header(
                      "3f2a".repeat(10),
                      NOW.getEpochSecond(),
                      first.body().getBytes(StandardCharsets.UTF_8)))
          .containsEntry("content-type", "application/json; charset=UTF-8")
          .containsEntry("host", HOST + ":" + server.getAddress().getPort())
          .doesNotContainKeys("authorization", "cookie", "accept-encoding");
      assertThat(received.take()).isEqualTo(first);
      assertThat(hook.idempotency()).isEqualTo(new Idempotency.Upsert());
    }
  }

  @Test
  void aWithdrawalSaysSo() throws Exception {
    try (Destination hook = open(settings())) {
      hook.send(List.of(delivery(Effect.Action.WITHDRAW)));

      assertThat(received.take().body()).startsWith("{\"type\":\"event.withdrawn\",");
    }
  }

  @Test
  void aTemplateIsTheWholeBody() throws Exception {
    var settings = settings();
    settings.put("webhook.template", "{\"text\": \"{{subject}}\", \"urgent\": \"{{lifeSafety}}\"}");
    try (Destination hook = open(settings)) {
      send(hook);

      assertThat(received.take().body())
          .isEqualTo("{\"text\":\"Alarm at \\\"north\\\" gate\",\"urgent\":true}");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "200, Stands, webhook accepted (HTTP 200)",
    "202, Stands, webhook accepted (HTTP 202)",
    "301, Away, redirects are not followed",
    "302, Away, redirects are not followed",
    "307, Away, redirects are not followed",
    "308, Away, redirects are not followed",
    "400, Unknown, answers HTTP 400",
    "401, Away, refuses (HTTP 401)",
    "403, Away, refuses (HTTP 403)",
    "404, Away, refuses (HTTP 404)",
    "408, Unknown, answers HTTP 408",
    "410, Away, gone",
    "413, Unknown, answers HTTP 413",
    "422, Unknown, answers HTTP 422",
    "429, Throttled, asks to wait",
    "500, Unknown, answers HTTP 500",
    "502, Unknown, answers HTTP 502",
    "503, Unknown, answers HTTP 503",
    "504, Unknown, answers HTTP 504"
  })
  void whatAnAnswerMeans(int answered, String kind, String words) throws Exception {
    status = answered;
    answerHeaders =
        Map.of("Location", "http://%s:%d/moved".formatted(HOST, server.getAddress().getPort()));
    answerBody =
        answered == 204 ? new byte[0] : "do not repeat me".getBytes(StandardCharsets.UTF_8);
    try (Destination hook = open(settings())) {
      Answer answer = send(hook);

      assertThat(answer.getClass().getSimpleName()).isEqualTo(kind);
      assertThat(answer.toString()).contains(words).doesNotContain("repeat");
      assertThat(received).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "429, 120, PT2M",
    "503, 7, PT7S",
    "503, 'Mon, 2 Mar 2026 04:06:06 GMT', PT59.211S",
    "429, soon, "
  })
  void waitsAsTold(int answered, String after, Duration delay) throws Exception {
    status = answered;
    answerHeaders = Map.of("Retry-After", after);
    try (Destination hook = open(settings())) {
      assertThat(send(hook))
          .isInstanceOfSatisfying(
              Answer.Throttled.class,
              throttled -> assertThat(throttled.delay()).isEqualTo(Optional.ofNullable(delay)));
    }
  }

  @Test
  void anEndpointThatIsGoneIsNotCalledAgain() throws Exception {
    try (Destination hook = open(settings())) {
      status = 410;
      send(hook);
      status = 200;

      assertThat(send(hook)).isInstanceOf(Answer.Away.class);
      assertThat(received).hasSize(1);
    }
  }

  @Test
  void aPausedEndpointIsNotCalled() throws Exception {
    var settings = settings();
    settings.put("webhook.paused", "true");
    try (Destination hook = open(settings)) {
      assertThat(send(hook)).isEqualTo(new Answer.Away("paused by its configuration"));
      assertThat(hook.idempotency()).isEqualTo(new Idempotency.Upsert());
      assertThat(received).isEmpty();
    }
  }

  @Test
  void theReferencePageIsTrue() throws Exception {
    ReferencePage.isTrueOf(new WebhookKind());
  }

  @Test
  void aHostInsideIsNotCalledUnlessItIsAllowed() throws Exception {
    var settings = settings();
    settings.remove("webhook.allow-hosts");
    try (Destination hook = open(settings)) {
      assertThat(send(hook))
          .isEqualTo(
              new Answer.Away(
                  "the host has an address that is not public, and is not named in allow-hosts"));
      assertThat(received).isEmpty();
    }
  }

  /// A name that is public when it is looked at and this machine when it is called.
  @Test
  void aNameThatTurnsRoundIsLookedUpOncePerConnection() throws Exception {
    var asked = new AtomicReference<>(0);
    var turning =
        new DnsResolver() {
          @Override
          public InetAddress[] resolve(String host) {
            return new InetAddress[] {
              InetAddress.ofLiteral(asked.updateAndGet(n -> n + 1) == 1 ? "127.0.0.1" : "10.0.0.1")
            };
          }

          @Override
          public String resolveCanonicalHostname(String host) {
            throw new AssertionError("asked for another name");
          }
        };
    try (Destination hook = open(settings(), turning, null)) {
      assertThat(send(hook)).isInstanceOf(Answer.Stands.class);
      assertThat(send(hook)).isInstanceOf(Answer.Stands.class); // Over the same connection.
      assertThat(asked.get()).isEqualTo(1);
    }
  }

  @Test
  void nobodyThereIsAway() throws Exception {
    server.stop(0);
    try (Destination hook = open(settings())) {
      assertThat(send(hook)).isInstanceOf(Answer.Away.class);
    }
  }

  @Test
  void anEndpointThatSaysNothingIsUnknownInTime() throws Exception {
    try (var silent = new Raw("HTTP/1.1 200 OK\r\nX: ", true);
        Destination hook = open(silent.settings(settings()))) {
      assertThat(send(hook)).isInstanceOf(Answer.Unknown.class);
    }
  }

  @Test
  void aHeadThatNeverEndsIsCutShort() throws Exception {
    try (var endless = new Raw("HTTP/1.1 200 OK\r\nX: " + "x".repeat(1024 * 1024), true);
        Destination hook = open(endless.settings(settings()))) {
      assertThat(send(hook))
          .isEqualTo(new Answer.Unknown("the connection broke: MessageConstraintException"));
    }
  }

  @Test
  void anAnswerThatNeverEndsStandsAsSoonAsItsHeadIsThere() throws Exception {
    try (var endless =
            new Raw(
                "HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n" + "x".repeat(20_000), true);
        Destination hook = open(endless.settings(settings()))) {
      assertThat(send(hook)).isInstanceOf(Answer.Stands.class);
    }
  }

  @Test
  void aBodyThatTricklesDoesNotUndoTheAnswer() throws Exception {
    try (var slow = new Raw("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx", true);
        Destination hook = open(slow.settings(settings()))) {
      assertThat(send(hook)).isInstanceOf(Answer.Stands.class);
    }
  }

  @Test
  void aConnectionThatBreaksAfterTheRequestIsUnknown() throws Exception {
    try (var broken = new Raw("", false);
        Destination hook = open(broken.settings(settings()))) {
      assertThat(send(hook)).isInstanceOf(Answer.Unknown.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {HOST, "other.example.test"})
  void theCertificateIsThatOfTheNameAndTheNameIsSaid(String certified, @TempDir Path folder)
      throws Exception {
    SSLContext tls = certificate(certified, folder);
    try (SSLServerSocket listening =
        (SSLServerSocket)
            tls.getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var asked = new LinkedBlockingQueue<String>();
      Thread.ofVirtual().start(() -> answerOnce(listening, asked));
      var settings = settings();
      settings.put("url", "https://%s:%d/in".formatted(HOST, listening.getLocalPort()));
      try (Destination hook = open(settings, THIS_MACHINE, tls)) {
        Answer answer = send(hook);

        if (certified.equals(HOST)) {
          assertThat(answer).isInstanceOf(Answer.Stands.class);
          assertThat(asked.poll(5, TimeUnit.SECONDS)).isEqualTo(HOST);
        } else {
          assertThat(answer).isInstanceOf(Answer.Away.class);
        }
      }
    }
  }

  private static void answerOnce(SSLServerSocket listening, BlockingQueue<String> asked) {
    try (SSLSocket socket = (SSLSocket) listening.accept()) {
      socket.startHandshake();
      asked.add(
          ((SNIHostName)
                  ((ExtendedSSLSession) socket.getSession()).getRequestedServerNames().getFirst())
              .getAsciiName());
      socket.getInputStream().read(new byte[64 * 1024]);
      socket
          .getOutputStream()
          .write("HTTP/1.1 204 No Content\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    } catch (SSLException e) {
      // The client turned away.
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /// A context that trusts the certificate of a name and shows it.
  private static SSLContext certificate(String name, Path folder) throws Exception {
    Path store = folder.resolve("store.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "hook",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "SAN=dns:" + name,
                "-keystore",
                store.toString(),
                "-storepass",
                "changeit",
                "-storetype",
                "PKCS12")
            .redirectErrorStream(true)
            .start();
    assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
    KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(keys, "changeit".toCharArray());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("hook", keys.getCertificate("hook"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  @ParameterizedTest
  @CsvSource({
    "webhook.secrets, 'c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0', must begin with whsec_",
    "webhook.secrets, 'whsec_not*base64*not*base64*not*base64', is no Base64 after whsec_",
    "webhook.secrets, 'whsec_c2hvcnQ=', 'must hold 24 to 64 random bytes, and holds 5'",
    "webhook.secrets, '', is not set",
    "webhook.template, '{\"a\": \"{{nothing}}\"}', uses {{nothing}}",
    "webhook.pause, 'true', is no setting known here",
    "url, 'ftp://hooks.example.test', is not https"
  })
  void whatIsWrongWithTheSettingsIsSaidWithoutASecret(String key, String value, String sentence) {
    var settings = settings();
    settings.put(key, value);

    assertThatThrownBy(() -> open(settings))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tocsin.sinks.outward.hook." + key)
        .hasMessageContaining(sentence)
        .satisfies(
            e -> {
              if (key.equals("webhook.secrets") && !value.isEmpty()) {
                assertThat(e.getMessage()).doesNotContain(value);
                assertThat(e.getCause()).isNull();
              }
            });
  }

  /// At the most talkative level of every library.
  @Test
  void noSecretIsLoggedOrAnswered() throws Exception {
    answerBody = NEW_SECRET.getBytes(StandardCharsets.UTF_8);
    try (var overheard = new Overheard("com.sun.net.httpserver")) {
      try (Destination hook = open(settings())) {
        overheard.note(hook);
        for (int answered : List.of(200, 302, 401, 429, 500, 410)) {
          status = answered;
          overheard.note(send(hook));
        }
      }
      server.stop(0);
      try (Destination hook = open(settings())) {
        overheard.note(send(hook));
      }

      String key = NEW_SECRET.substring("whsec_".length());
      assertThat(overheard.said())
          .contains("answers HTTP 500")
          .doesNotContain(OLD_SECRET)
          .doesNotContain(new String(Base64.getDecoder().decode(key), StandardCharsets.UTF_8));
      // Of the endpoint's body, which repeats the secret, nothing is in what we say of it.
      assertThat(
              overheard.said().lines().filter(line -> !line.startsWith("http-outgoing")).toList())
          .noneMatch(line -> line.contains(key));
    }
  }

  /// A server that says something and then stays silent or hangs up.
  private static final class Raw implements AutoCloseable {
    private final ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private volatile Socket accepted;

    Raw(String says, boolean stays) throws IOException {
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  Socket socket = listening.accept();
                  accepted = socket;
                  InputStream in = socket.getInputStream();
                  in.read(new byte[64 * 1024]);
                  OutputStream out = socket.getOutputStream();
                  out.write(says.getBytes(StandardCharsets.US_ASCII));
                  out.flush();
                  if (!stays) {
                    socket.close();
                  }
                } catch (IOException e) {
                  // The client has gone.
                }
              });
    }

    Map<String, Object> settings(Map<String, Object> settings) {
      settings.put("url", "http://%s:%d/".formatted(HOST, listening.getLocalPort()));
      settings.put("answer-within", "1s");
      return settings;
    }

    @Override
    public void close() throws IOException {
      listening.close();
      Socket socket = accepted;
      if (socket != null) {
        socket.close();
      }
    }
  }
}
