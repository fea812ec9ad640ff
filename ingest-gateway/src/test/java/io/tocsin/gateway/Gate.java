package io.tocsin.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tocsin.gateway.Reading.Element;
import io.tocsin.gateway.identity.Identity;
import io.tocsin.platform.Section;
import io.tocsin.schemas.Transport;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One source named `gate`, made as the gateway makes it, without HTTP and Kafka.
public final class Gate {
  /// When everything is received.
  public static final Instant AT = Instant.parse("2026-11-21T10:00:00Z");

  /// What it counts.
  public final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  private final Source source;

  private Gate(
      VendorAdapterFactory vendor, @Nullable String recipes, Map<String, Object> settings) {
    this.source =
        new SourcesFactory(settings(1024, recipes), List.of(vendor), meters)
            .read(Section.of("s", settings))
            .find("gate")
            .orElseThrow();
  }

  /// A source with settings in its vendor's section.
  public static Gate of(VendorAdapterFactory vendor, Object... settings) {
    var below = new HashMap<String, Object>();
    for (int i = 0; i < settings.length; i += 2) {
      below.put(vendor.vendor() + "." + settings[i], settings[i + 1]);
    }
    return with(vendor, null, below);
  }

  /// A source with settings of its own.
  ///
  /// @param recipes file with identity recipes; null = those that ship
  public static Gate with(
      VendorAdapterFactory vendor, @Nullable String recipes, Map<String, ?> settings) {
    var all = new HashMap<String, Object>();
    all.put("gate.vendor", vendor.vendor());
    all.put("gate.auth.scheme", "none");
    settings.forEach((name, value) -> all.put("gate." + name, value));
    return new Gate(vendor, recipes, all);
  }

  /// How much a delivery may hold here.
  static Bounds bounds() {
    return settings(1024, null).deliveries();
  }

  static GatewaySettings settings(int claimCheckBytes, @Nullable String recipes) {
    return new GatewaySettings(
        1024 * 1024,
        10,
        10,
        1024 * 1024,
        10,
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        claimCheckBytes,
        recipes,
        Map.of());
  }

  Source source() {
    return source;
  }

  /// The adapter.
  public VendorAdapter adapter() {
    return source.adapter();
  }

  /// What a body that is pushed turns out to be.
  public Reading read(String mediaType, String body) {
    return read(mediaType, body.getBytes(UTF_8));
  }

  /// What a body that is pushed turns out to be.
  public Reading read(String mediaType, byte[] body) {
    return source.adapter().read(delivery(mediaType, body, Optional.empty(), AT));
  }

  /// The facts of the one event of a pushed body.
  public EventFacts one(String mediaType, String body) {
    return all(mediaType, body).getFirst();
  }

  /// The facts of the events of a pushed body.
  public List<EventFacts> all(String mediaType, String body) {
    return all(delivery(mediaType, body.getBytes(UTF_8), Optional.empty(), AT));
  }

  /// The facts of the one event of a body that came at another time.
  public EventFacts at(Instant time, String mediaType, String body) {
    return all(delivery(mediaType, body.getBytes(UTF_8), Optional.empty(), time)).getFirst();
  }

  /// The facts of the events of a polled body.
  public List<EventFacts> polled(String mediaType, String body) {
    return all(delivery(mediaType, body.getBytes(UTF_8), Optional.of(Transport.POLL), AT));
  }

  private Delivery delivery(String mediaType, byte[] body, Optional<Transport> road, Instant time) {
    return new Delivery(
        road.orElseGet(() -> source.adapter().pushed(mediaType)), mediaType, body, time, bounds());
  }

  private List<EventFacts> all(Delivery delivery) {
    Identity.Naming naming = source.identity().of(delivery);
    return events(source.adapter().read(delivery)).stream()
        .map(event -> naming.facts(event.fields(), event.body()))
        .toList();
  }

  /// The events of a reading, without what is unusable.
  public static List<Element.Event> events(Reading reading) {
    return switch (reading) {
      case Reading.Single(Element.Event event) -> List.of(event);
      case Reading.Batch(List<Element> elements) ->
          elements.stream()
              .filter(Element.Event.class::isInstance)
              .map(Element.Event.class::cast)
              .toList();
      default -> throw new AssertionError(reading);
    };
  }
}
