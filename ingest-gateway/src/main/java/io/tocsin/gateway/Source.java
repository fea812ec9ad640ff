package io.tocsin.gateway;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.tocsin.gateway.auth.Authenticator;
import io.tocsin.gateway.identity.Identity;

/// One configured source, ready to take deliveries.
///
/// @param name its name, which is also the end of its address and of its raw topic
/// @param vendor vendor's name
/// @param authenticator checks who sends
/// @param adapter reads what is sent
/// @param identity names its events
/// @param rate deliveries per second that are let in
public record Source(
    String name,
    String vendor,
    Authenticator authenticator,
    VendorAdapter adapter,
    Identity identity,
    RateLimiter rate) {}
