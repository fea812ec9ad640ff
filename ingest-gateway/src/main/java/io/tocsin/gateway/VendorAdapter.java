package io.tocsin.gateway;

import io.tocsin.gateway.body.BodyFormat;
import io.tocsin.schemas.Transport;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What one source sends: takes a body apart into events and reads from each the fields that its
/// vendor's settings name. Interprets nothing.
public final class VendorAdapter {
  private final List<BodyFormat> formats;
  private final Map<String, BodyFormat> byMediaType = new HashMap<>();

  /// An adapter of some formats.
  ///
  /// @param formats at least one; no two of one media type
  public VendorAdapter(List<? extends BodyFormat> formats) {
    this.formats = List.copyOf(formats);
    for (BodyFormat format : formats) {
      format.mediaTypes().forEach(type -> byMediaType.put(type, format));
    }
  }

  /// Everything that it reads.
  public List<BodyFormat> formats() {
    return formats;
  }

  /// Media types that the source sends, lower case, without parameters; others are answered 415.
  public Set<String> mediaTypes() {
    return Set.copyOf(byMediaType.keySet());
  }

  /// The road of a body that was pushed here.
  ///
  /// @param mediaType one of [#mediaTypes]
  public Transport pushed(String mediaType) {
    return format(mediaType).pushed();
  }

  /// The road of a body that was not pushed by the platform but fetched from it.
  ///
  /// @param mediaType one of [#mediaTypes]
  public Transport fetched(String mediaType) {
    Transport pushed = pushed(mediaType);
    return pushed == Transport.WEBHOOK ? Transport.POLL : pushed;
  }

  /// Reads a delivery. Bad data is a value of the answer, never an exception.
  ///
  /// @param delivery of one of [#mediaTypes]
  public Reading read(Delivery delivery) {
    return format(delivery.mediaType()).read(delivery);
  }

  private BodyFormat format(String mediaType) {
    BodyFormat format = byMediaType.get(mediaType);
    if (format == null) {
      throw new IllegalArgumentException("media type that this source does not take");
    }
    return format;
  }
}
