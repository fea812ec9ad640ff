package io.tocsin.platform.objects;

import static org.awaitility.Awaitility.await;

import io.tocsin.embedded.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.gaul.s3proxy.Main;

/// An S3 server in a process of its own, which keeps its buckets in a folder and asks for
/// credentials. Stops and starts again on the same port.
final class S3Server implements AutoCloseable {
  static final String ACCESS_KEY = "local-identity";
  static final String SECRET_KEY = "local-credential";

  private static final Duration WITHIN = Duration.ofSeconds(60);

  private final Path directory;
  private final int port = Ports.free();
  private Process process;

  S3Server(Path directory) throws IOException {
    this.directory = directory;
    Files.createDirectories(directory.resolve("buckets"));
    Files.write(
        directory.resolve("server.properties"),
        List.of(
            "s3proxy.endpoint=" + url(),
            "s3proxy.authorization=aws-v2-or-v4",
            "s3proxy.identity=" + ACCESS_KEY,
            "s3proxy.credential=" + SECRET_KEY,
            "jclouds.provider=filesystem-nio2",
            "jclouds.filesystem.basedir=" + directory.resolve("buckets")));
    start();
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  void start() throws IOException {
    Path log = directory.resolve("server.log");
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "--properties",
                directory.resolve("server.properties").toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    await().atMost(WITHIN).pollInterval(Duration.ofMillis(50)).until(() -> listens(log));
  }

  private boolean listens(Path log) throws IOException {
    if (!process.isAlive()) {
      throw new IllegalStateException("the S3 server ended:\n" + Files.readString(log));
    }
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /// Kills it.
  void stop() {
    process.destroyForcibly();
    await().atMost(WITHIN).until(() -> !process.isAlive());
  }

  @Override
  public void close() {
    stop();
  }
}
