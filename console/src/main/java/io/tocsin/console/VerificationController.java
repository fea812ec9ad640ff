package io.tocsin.console;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.tocsin.books.proof.LedgerVerification;
import io.tocsin.books.proof.Verification;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Answers whether the rows of the ledger are those that were sealed when their days were closed.
/// Reads all of them.
@Controller("/api/closes/verification")
@ExecuteOn(TaskExecutors.BLOCKING)
final class VerificationController {
  private static final Pattern HEAD = Pattern.compile("[0-9a-f]{64}");

  private final OperatorDatabase database;

  VerificationController(OperatorDatabase database) {
    this.database = database;
  }

  /// What was found.
  ///
  /// @param holds whether nothing was
  /// @param days the closes, oldest first
  /// @param findings what is not as it was sealed
  record Verified(boolean holds, List<Verification.Day> days, List<String> findings) {}

  /// Verifies the ledger.
  ///
  /// @param head hash of a head that was kept elsewhere, for example from a mail; the ledger must
  ///     have it
  @Get
  @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
  HttpResponse<Object> verify(@Nullable @QueryValue String head, HttpRequest<?> request) {
    String known = head == null || head.isBlank() ? null : head.strip();
    if (known != null && !HEAD.matcher(known).matches()) {
      throw new ProblemException(
          Problem.of(
              "bad-head",
              "That is no head",
              400,
              "head must be 64 hexadecimal digits, as in the mail of a closed day."));
    }
    Verification found = database.read(connection -> LedgerVerification.of(connection, known));
    return Representation.of(
        request, new Verified(found.holds(), found.days(), found.findings()), _ -> found.text());
  }
}
