package io.tocsin.sinks.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// An SMTP server that answers as it is told, to see what each answer means. Takes one connection
/// at a time.
final class ScriptedServer implements AutoCloseable {
  /// Instead of a reply: the connection is closed.
  static final String HANG_UP = "(hang up)";

  /// Instead of a reply: nothing is said.
  static final String SILENCE = "(silence)";

  private static final Map<String, String> USUAL =
      Map.of(
          "greeting", "220 ready",
          "EHLO", "250 scripted",
          "MAIL", "250 ok",
          "RCPT", "250 ok",
          "DATA", "354 go on",
          ".", "250 taken",
          "QUIT", "221 bye");

  private final ServerSocket listening;
  private final Map<String, String> replies;
  private final List<String> said = new CopyOnWriteArrayList<>();
  private volatile int taken;

  /// @param replies by the beginning of a command; the longest that fits counts
  ScriptedServer(Map<String, String> replies) throws IOException {
    this.replies = replies;
    this.listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::serve);
  }

  int port() {
    return listening.getLocalPort();
  }

  /// Commands in their order, without the text.
  List<String> said() {
    return said;
  }

  /// Texts that were ended.
  int taken() {
    return taken;
  }

  private void serve() {
    while (!listening.isClosed()) {
      try (Socket socket = listening.accept()) {
        talk(socket);
      } catch (IOException e) {
        // The other side has gone, or the test is over.
      }
    }
  }

  private void talk(Socket socket) throws IOException {
    var in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    OutputStream out = socket.getOutputStream();
    boolean text = false;
    if (!reply(out, "greeting")) {
      return;
    }
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (text && !line.equals(".")) {
        continue;
      }
      said.add(line);
      if (text) {
        taken++;
      }
      text = line.equals("DATA") && answer(line).startsWith("354");
      if (!reply(out, line)) {
        return;
      }
    }
  }

  private boolean reply(OutputStream out, String command) throws IOException {
    String answer = answer(command);
    if (answer.equals(HANG_UP)) {
      return false;
    }
    if (!answer.equals(SILENCE)) {
      out.write((answer + "\r\n").getBytes(StandardCharsets.US_ASCII));
      out.flush();
    }
    return true;
  }

  private String answer(String command) {
    return replies.keySet().stream()
        .filter(command::startsWith)
        .max((a, b) -> Integer.compare(a.length(), b.length()))
        .map(replies::get)
        .orElseGet(
            () ->
                USUAL.entrySet().stream()
                    .filter(usual -> command.startsWith(usual.getKey()))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse("500 what?"));
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
