package io.tocsin.console;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Property;
import io.tocsin.books.reconcile.ExportFile;
import io.tocsin.books.reconcile.ExportRow;
import io.tocsin.books.reconcile.GatewayIntake;
import io.tocsin.books.reconcile.IntakeRefused;
import io.tocsin.books.reconcile.Receipt;
import io.tocsin.books.reconcile.Reconciler;
import io.tocsin.books.reconcile.SourceIntake;
import io.tocsin.platform.Secret;
import jakarta.inject.Singleton;
import java.util.BitSet;
import java.util.List;

/// Makes what reconciles exports. A token that cannot be read ends the start.
@Factory
final class ReconcileFactory {
  @Singleton
  Reconciler reconciler(OperatorDatabase database, SourceIntake intake) {
    return new Reconciler(database, intake);
  }

  @Context
  @Bean
  SourceIntake intake(
      @Property(name = "tocsin.console.gateway-url", defaultValue = "http://localhost:8080")
          String url,
      @Property(name = "tocsin.console.gateway-token", defaultValue = "") String token) {
    return token.isBlank()
        ? new NoIntake()
        : new GatewayIntake(url, Secret.of("TOCSIN_CONSOLE_GATEWAY_TOKEN", token));
  }

  /// Stands where the console knows no gateway.
  private static final class NoIntake implements SourceIntake {
    @Override
    public List<ExportRow> read(ExportFile file) {
      throw unknown();
    }

    @Override
    public List<Receipt> take(ExportFile file, BitSet rows, String operator) {
      throw unknown();
    }

    private static IntakeRefused unknown() {
      return new IntakeRefused(
          503,
          "This console may hand in nothing: set TOCSIN_CONSOLE_GATEWAY_TOKEN here and"
              + " TOCSIN_GATEWAY_CONSOLE_TOKEN at the gateway to one secret.");
    }
  }
}
