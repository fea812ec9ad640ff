package io.tocsin.console;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import java.util.Collection;
import java.util.function.Function;

/// One and the same thing as JSON or as text, as the client prefers by its `Accept` header. JSON
/// where it has no preference.
final class Representation {
  private static final MediaType CSV_TYPE = new MediaType("text/csv");
  private static final MediaType CSV = new MediaType("text/csv; charset=utf-8; header=present");
  private static final MediaType TEXT = new MediaType("text/plain; charset=utf-8");

  private Representation() {}

  /// The answer in the preferred form.
  ///
  /// @param text makes the text; its lines end by line feeds
  static <T> HttpResponse<Object> of(HttpRequest<?> request, T data, Function<T, String> text) {
    return finished(
        prefersText(request)
            ? HttpResponse.<Object>ok(text.apply(data)).contentType(TEXT)
            : HttpResponse.<Object>ok(data).contentType(MediaType.APPLICATION_JSON_TYPE));
  }

  /// The same with CSV as a third form, for who asks for nothing else.
  static <T> HttpResponse<Object> of(
      HttpRequest<?> request, T data, Function<T, String> text, Function<T, String> csv) {
    Collection<MediaType> wanted = request.getHeaders().accept();
    return !wanted.isEmpty() && wanted.iterator().next().matches(CSV_TYPE)
        ? finished(HttpResponse.<Object>ok(csv.apply(data)).contentType(CSV))
        : of(request, data, text);
  }

  private static HttpResponse<Object> finished(MutableHttpResponse<Object> answer) {
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
