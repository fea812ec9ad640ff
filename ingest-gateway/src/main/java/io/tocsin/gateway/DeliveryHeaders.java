package io.tocsin.gateway;

import io.micronaut.http.HttpHeaders;
import io.tocsin.schemas.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The headers of a delivery, names in lower case, in the order in which they came.
///
/// @param all every header; one that came twice is there twice
public record DeliveryHeaders(List<Header> all) {
  /// Credentials that never reach the log, whatever the source is.
  private static final Set<String> CREDENTIALS =
      Set.of("authorization", "proxy-authorization", "cookie");

  public DeliveryHeaders {
    all = List.copyOf(all);
  }

  /// Headers from pairs of name and value.
  public static DeliveryHeaders of(List<Map.Entry<String, String>> pairs) {
    return new DeliveryHeaders(
        pairs.stream()
            .map(pair -> new Header(pair.getKey().toLowerCase(Locale.ROOT), pair.getValue()))
            .toList());
  }

  /// The headers of a request.
  static DeliveryHeaders of(HttpHeaders headers) {
    var pairs = new ArrayList<Map.Entry<String, String>>();
    headers.forEach((name, values) -> values.forEach(value -> pairs.add(Map.entry(name, value))));
    return of(pairs);
  }

  /// Every value of a header, whatever the case of its name.
  public List<String> values(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return all.stream().filter(h -> h.getName().equals(lower)).map(Header::getValue).toList();
  }

  /// The value of a header that came exactly once.
  public Optional<String> single(String name) {
    List<String> values = values(name);
    return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
  }

  /// The headers that may be kept: without credentials and without those that carry a static
  /// secret.
  ///
  /// @param secretHeaders lower-case names of the headers whose value is a secret
  public List<Header> withoutSecrets(Set<String> secretHeaders) {
    return all.stream()
        .filter(h -> !CREDENTIALS.contains(h.getName()) && !secretHeaders.contains(h.getName()))
        .toList();
  }
}
