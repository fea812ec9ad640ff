package io.tocsin.sinks.http;

import io.tocsin.platform.Secret;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/// Credentials in one header, from a secret that may be exchanged in its file while we run.
final class FixedHeader implements Credentials {
  private final String header;
  private final String setting;
  private final String valueOrFile;
  private final Function<String, String> form;
  private volatile String value;

  /// @param setting full name of the secret's setting
  /// @param valueOrFile the secret, or `file:<path>`
  /// @param form makes the header's value of the secret
  FixedHeader(String header, String setting, String valueOrFile, Function<String, String> form) {
    this.header = header;
    this.setting = setting;
    this.valueOrFile = valueOrFile;
    this.form = form;
    this.value = read();
  }

  private String read() {
    return form.apply(new String(Secret.of(setting, valueOrFile).bytes(), StandardCharsets.UTF_8));
  }

  @Override
  public void apply(HttpRequest.Builder request) {
    request.setHeader(header, value);
  }

  @Override
  public boolean renew() {
    String before = value;
    try {
      value = read();
    } catch (IllegalArgumentException e) {
      return false; // The file is being exchanged: the old one stays until the next refusal.
    }
    return !value.equals(before);
  }
}
