package io.tocsin.console;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.tocsin.books.reconcile.ExportFile;
import io.tocsin.books.reconcile.IntakeRefused;
import io.tocsin.books.reconcile.Range;
import io.tocsin.books.reconcile.Reconciler;
import io.tocsin.books.reconcile.Reconciliation;
import io.tocsin.books.reconcile.ReconciliationCsv;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// `POST /api/reconciliations`: a source's export against the ledger, and the ledger against what
/// is billed; and, where asked, hands in what is missing. One at a time, since an export may be
/// large.
@Controller("/api/reconciliations")
@ExecuteOn(TaskExecutors.BLOCKING)
final class ReconciliationController {
  private final Reconciler reconciler;
  private final int maxRows;
  private final int maxBytes;
  private final Semaphore place = new Semaphore(1);

  ReconciliationController(Reconciler reconciler, ConsoleSettings settings) {
    this.reconciler = reconciler;
    this.maxRows = settings.maxRows();
    this.maxBytes = settings.maxExportBytes();
  }

  /// Reconciles one export, which is the body, in a media type of its source.
  ///
  /// @param source name of the source
  /// @param from first UTC day that is compared; with `to` in place of what the export covers
  /// @param to last one
  /// @param ingest whether to hand in what is missing
  /// @param why reason of that, for the audit
  @Post
  @Consumes(MediaType.ALL)
  @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN, "text/csv"})
  HttpResponse<Object> reconcile(
      @Nullable @QueryValue String source,
      @Nullable @QueryValue String from,
      @Nullable @QueryValue String to,
      @Nullable @QueryValue Boolean ingest,
      @Nullable @QueryValue String why,
      @Nullable @Body InputStream body,
      HttpRequest<?> request) {
    // Closed whatever is wrong with it: an unread rest would hold up its connection.
    try (body) {
      if (source == null || source.isBlank()) {
        throw wrong(400, "source must name the source of the export.");
      }
      Range range = range(Days.read("from", from), Days.read("to", to));
      if (!place.tryAcquire()) {
        throw wrong(503, "Another export is being reconciled; try again.");
      }
      try {
        ExportFile file = file(source.strip(), request, body);
        return reconcile(file, range, Boolean.TRUE.equals(ingest), why, request);
      } finally {
        place.release();
      }
    } catch (IntakeRefused e) {
      throw wrong(e.status(), e.sentence());
    } catch (IOException e) {
      throw wrong(400, "The export ended early; send it again.");
    }
  }

  private HttpResponse<Object> reconcile(
      ExportFile file,
      @Nullable Range range,
      boolean ingest,
      @Nullable String why,
      HttpRequest<?> request) {
    Reconciliation compared = reconciler.compare(file, range);
    if (!ingest) {
      return Representation.of(
          request,
          ReconciliationAnswer.of(compared, null, maxRows),
          ReconciliationText::of,
          _ -> ReconciliationCsv.of(compared));
    }
    String reason = why == null || why.isBlank() ? null : why.strip();
    return Representation.of(
        request,
        ReconciliationAnswer.of(
            compared, reconciler.ingest(file, compared, Operator.of(request), reason), maxRows),
        ReconciliationText::of);
  }

  private ExportFile file(String source, HttpRequest<?> request, @Nullable InputStream body)
      throws IOException {
    if (request.getContentLength() > maxBytes) {
      throw tooLarge();
    }
    byte[] export = body == null ? new byte[0] : body.readNBytes(maxBytes + 1);
    if (export.length > maxBytes) {
      throw tooLarge();
    }
    if (export.length == 0) {
      throw wrong(400, "The export is empty: send it as the body of the request.");
    }
    return new ExportFile(
        source, request.getContentType().map(MediaType::toString).orElse("text/csv"), export);
  }

  private ProblemException tooLarge() {
    return wrong(
        413, "The export is larger than %d bytes. Reconcile it in parts.".formatted(maxBytes));
  }

  private static @Nullable Range range(@Nullable LocalDate from, @Nullable LocalDate to) {
    if (from == null && to == null) {
      return null;
    }
    if (from == null || to == null) {
      throw wrong(400, "Say both from and to, or neither.");
    }
    var days = new DayRange(from, to);
    return new Range(begin(days.first()), begin(days.last().plusDays(1)), true);
  }

  private static Instant begin(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  private static ProblemException wrong(int status, String sentence) {
    return new ProblemException(
        Problem.of("not-reconciled", "That cannot be reconciled", status, sentence));
  }
}
