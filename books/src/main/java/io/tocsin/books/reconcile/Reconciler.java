package io.tocsin.books.reconcile;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.books.audit.Audit;
import io.tocsin.books.db.Database;
import io.tocsin.books.db.Sql;
import io.tocsin.platform.Sha256;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reconciles exports, and hands in what is missing.
public final class Reconciler {
  /// As in `audit.action`.
  private static final String INGEST = "RECONCILE_INGEST";

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration ACCOUNTED_WITHIN = Duration.ofSeconds(15);
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  private final Database database;
  private final SourceIntake intake;

  public Reconciler(Database database, SourceIntake intake) {
    this.database = database;
    this.intake = intake;
  }

  /// Compares an export with the ledger. Changes nothing.
  ///
  /// @param range the time to compare; null = what the export covers
  /// @throws IntakeRefused where the file cannot be read, or the gateway is away
  public Reconciliation compare(ExportFile file, @Nullable Range range) {
    List<ExportRow> rows = intake.read(file);
    return database.read(
        connection -> new Comparison(new LedgerFacts(connection), file.source(), range).of(rows));
  }

  /// One row that was handed in, and what became of it.
  ///
  /// @param row which row of the export, from 1
  /// @param receipt its receipt, where it is stored
  /// @param problem why it is not, where it is not
  /// @param outcome what the ledger says became of it: NEW, REVISION, DUPLICATE, DEAD_LETTERED;
  /// null where it does not say yet
  public record Ingested(
      int row, @Nullable String receipt, @Nullable String problem, @Nullable String outcome) {}

  /// Hands in what a comparison found missing. Waits a little for what becomes of it.
  ///
  /// @param actor who does it, by authentication
  /// @param reason why; null where nobody says
  /// @throws IntakeRefused where the gateway took nothing
  public List<Ingested> ingest(
      ExportFile file, Reconciliation compared, String actor, @Nullable String reason) {
    BitSet rows = compared.ingestible();
    if (rows.isEmpty()) {
      return List.of();
    }
    // Written before: what is handed in is in the log of Kafka, which knows no transaction of ours.
    database.write(
        connection -> {
          Audit.write(
              connection, actor, INGEST, file.source(), reason, detail(file, compared, rows));
          return rows;
        });
    List<Receipt> receipts = intake.take(file, rows, actor);
    Map<String, String> outcomes = outcomes(receipts);
    return receipts.stream()
        .map(
            one ->
                new Ingested(
                    one.index() + 1,
                    one.receipt(),
                    one.problem(),
                    one.receipt() == null ? null : outcomes.get(one.receipt())))
        .toList();
  }

  private static String detail(ExportFile file, Reconciliation compared, BitSet rows) {
    ObjectNode detail = JSON.createObjectNode();
    detail.put("export_sha256", Sha256.of(file.bytes()));
    detail.put("rows", compared.rows());
    detail.put("handed_in", rows.cardinality());
    detail.put("places", GatewayIntake.places(rows));
    return detail.toString();
  }

  private Map<String, String> outcomes(List<Receipt> receipts) {
    Set<String> asked =
        receipts.stream()
            .map(Receipt::receipt)
            .filter(Objects::nonNull)
            .collect(Collectors.toCollection(HashSet::new));
    long until = System.nanoTime() + ACCOUNTED_WITHIN.toNanos();
    Map<String, String> outcomes = said(asked);
    asked.removeAll(outcomes.keySet());
    try {
      while (!asked.isEmpty() && System.nanoTime() - until < 0) {
        Thread.sleep(LOOK_EVERY);
        outcomes.putAll(said(asked));
        asked.removeAll(outcomes.keySet());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // What is known so far is the answer.
    }
    return outcomes;
  }

  private Map<String, String> said(Set<String> receipts) {
    return database.read(
        connection -> {
          var outcomes = new HashMap<String, String>();
          Sql.list(
                  connection,
                  "select receipt, outcome from deliveries where receipt = any(?)",
                  row -> Map.entry(row.text("receipt"), row.text("outcome")),
                  connection.createArrayOf("text", receipts.toArray()))
              .forEach(one -> outcomes.put(one.getKey(), one.getValue()));
          return outcomes;
        });
  }
}
