package io.tocsin.simulators.webhook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.simulators.Answer;
import io.tocsin.simulators.Behaviour;
import io.tocsin.simulators.Fault;
import io.tocsin.simulators.Json;
import io.tocsin.simulators.Profile;
import io.tocsin.simulators.Request;
import io.tocsin.simulators.Setting;
import io.tocsin.simulators.Vendor;
import io.tocsin.simulators.World;
import java.util.List;
import java.util.Set;

/// Somebody who takes our webhooks. It keeps what came and checks no signature: that is the test's
/// business. An effect is a delivery taken; its key is the header webhook-id.
public final class WebhookReceiver implements Vendor {
  private static final String SPEC = "standardwebhooks.com";

  /// What can be said of it.
  public static final Profile PROFILE =
      new Profile(
          "webhook-receiver",
          "a receiver of Standard Webhooks: POST to any path; checks no signature",
          "a delivery taken, each time; its key is the header webhook-id",
          "webhook-id",
          List.of(
              Behaviour.documented(
                  "a delivery carries webhook-id, webhook-timestamp and webhook-signature", SPEC),
              Behaviour.inferred(
                  "the same webhook-id may come again; each one taken is counted, so more than 1 is"
                      + " what a receiver would have to notice"),
              Behaviour.inferred("throttled: 429; a token that is not good: 401")),
          List.of(
              new Setting(
                  "status", "204", "of its answer; a delivery counts as taken if it is 2xx"),
              new Setting(
                  "location", "", "a Location header to send, for a status that redirects")),
          Set.of(),
          WebhookReceiver::new);

  private final World world;

  private WebhookReceiver(World world) {
    this.world = world;
  }

  @Override
  public Answer answer(Request request) {
    int status = world.number("status");
    if (world.refuses(request.received().body())) {
      status = 400;
    }
    if (request.method().equals("POST") && status / 100 == 2) {
      take(request);
    }
    return Answer.empty(status).with("Location", world.setting("location"));
  }

  private void take(Request request) {
    ObjectNode delivery = Json.object().put("path", request.path());
    for (String header : List.of("webhook-id", "webhook-timestamp", "webhook-signature")) {
      delivery.put(header, request.header(header));
    }
    delivery.put("body", request.received().body());
    world.effect(request.header("webhook-id"));
    world.put("deliveries", world.nextId(), delivery);
  }

  @Override
  public Answer unauthorized() {
    return Answer.empty(401);
  }

  @Override
  public Answer fault(Fault fault, Request request) {
    return Answer.empty(429);
  }
}
