package io.tocsin.sinks.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// One request, relative to the sink's base address.
///
/// @param method for example `POST`
/// @param path with query, already encoded, from `/` on
/// @param headers beside those that authenticate
/// @param body as text; empty where there is none
public record Call(String method, String path, Map<String, String> headers, Optional<String> body) {
  public Call {
    headers = Map.copyOf(headers);
  }

  /// A request without a body.
  public static Call get(String path) {
    return new Call("GET", path, Map.of("Accept", "application/json"), Optional.empty());
  }

  /// A request with a JSON body.
  public static Call json(String method, String path, String body) {
    return new Call(
        method,
        path,
        Map.of("Accept", "application/json", "Content-Type", "application/json; charset=utf-8"),
        Optional.of(body));
  }

  /// The same with one more header.
  public Call with(String header, String value) {
    var all = new LinkedHashMap<>(headers);
    all.put(header, value);
    return new Call(method, path, all, body);
  }
}
