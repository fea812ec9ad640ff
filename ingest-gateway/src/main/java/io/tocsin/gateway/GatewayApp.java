package io.tocsin.gateway;

import io.tocsin.platform.App;

/// Runs the gateway as a process of its own.
public final class GatewayApp {
  private GatewayApp() {}

  public static void main(String[] args) {
    App.main("ingest-gateway");
  }
}
