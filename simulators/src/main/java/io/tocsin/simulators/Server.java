package io.tocsin.simulators;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// One life of a stand-in's HTTP server, on the loopback address.
record Server(HttpServer http, ExecutorService threads) {
  static {
    // Without it an answer waits 40 ms for the client's acknowledgement of its first packet.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(100);

  /// @param port 0 = any free one
  /// @param attempts to get the port, 100 ms apart
  static Server start(int port, int attempts, HttpHandler handler) {
    try {
      HttpServer http = bind(port, attempts);
      ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
      http.setExecutor(threads);
      http.createContext("/", handler);
      http.start();
      return new Server(http, threads);
    } catch (IOException e) {
      throw new UncheckedIOException(
          new IOException("port %d cannot be used: %s".formatted(port, e.getMessage())));
    }
  }

  private static HttpServer bind(int port, int attempts) throws IOException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    for (int attempt = 1; ; attempt++) {
      try {
        return HttpServer.create(address, 0);
      } catch (BindException e) {
        if (attempt >= attempts) {
          throw e;
        }
        LockSupport.parkNanos(BETWEEN_ATTEMPTS.toNanos());
      }
    }
  }

  int port() {
    return http.getAddress().getPort();
  }

  /// Closes every connection. Whatever was being done is done, or was never begun, when this
  /// returns.
  void stop() {
    http.stop(0);
    threads.shutdownNow();
    try {
      threads.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
