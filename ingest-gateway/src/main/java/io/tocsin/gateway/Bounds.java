package io.tocsin.gateway;

/// How much one body may hold.
///
/// @param bytes largest body; a larger one is answered 413
/// @param events most events in it; more are answered 413
/// @param totalBytes most bytes of its events together, since some formats keep each event with the
/// whole or the header that it came with, and so multiply it
public record Bounds(int bytes, int events, int totalBytes) {}
