package io.tocsin.console;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import java.util.function.Function;

/// One and the same thing as JSON or as text, as the client prefers by its `Accept` header. JSON
/// where it has no preference.
final class Representation {
  private static final MediaType TEXT = new MediaType("text/plain; charset=utf-8");

  private Representation() {}

  /// The answer in the preferred form.
  ///
  /// @param text makes the text; its lines end by line feeds
  static <T> HttpResponse<Object> of(HttpRequest<?> request, T data, Function<T, String> text) {
    MutableHttpResponse<Object> answer =
        prefersText(request)
            ? HttpResponse.<Object>ok(text.apply(data)).contentType(TEXT)
            : HttpResponse.<Object>ok(data).contentType(MediaType.APPLICATION_JSON_TYPE);
    return answer
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .header(HttpHeaders.VARY, HttpHeaders.ACCEPT);
  }

  private static boolean prefersText(HttpRequest<?> request) {
    for (MediaType wanted : request.getHeaders().accept()) {
      if (wanted.matches(MediaType.APPLICATION_JSON_TYPE)) {
        return false;
      }
      if (wanted.matches(MediaType.TEXT_PLAIN_TYPE)) {
        return true;
      }
    }
    return false;
  }
}
