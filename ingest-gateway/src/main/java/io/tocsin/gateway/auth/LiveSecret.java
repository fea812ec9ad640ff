package io.tocsin.gateway.auth;

import io.tocsin.platform.Secret;

/// A secret in force, with the name that appears in verdicts and logs in its place.
///
/// @param id configured name
/// @param secret the secret
record LiveSecret(String id, Secret secret) {}
