package io.tocsin.console;

import io.micronaut.context.annotation.Factory;
import io.tocsin.books.close.CloseTime;
import io.tocsin.books.close.DailyClose;
import io.tocsin.books.close.FinanceMail;
import io.tocsin.books.close.RawLog;
import io.tocsin.platform.KafkaSettings;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Optional;

/// Makes beans of the books.
@Factory
final class BooksFactory {
  @Singleton
  DailyClose dailyClose(
      OperatorDatabase database, KafkaSettings kafka, BooksSettings settings, InstantSource clock) {
    return new DailyClose(
        database,
        new RawLog(kafka.clientConfig()),
        settings.folder(),
        new CloseTime(settings.zoneId(), settings.closeTime()),
        settings.patience(),
        clock,
        time -> Thread.sleep(time));
  }

  /// Made with the schedule when the app starts, so that a wrong setting ends the start.
  @Singleton
  FinancePost financePost(
      OperatorDatabase database, BooksMailSettings settings, InstantSource clock) {
    return new FinancePost(settings.mail().map(mail -> new FinanceMail(database, mail, clock)));
  }

  /// Where the mails to finance go.
  ///
  /// @param mail empty = none is wanted
  record FinancePost(Optional<FinanceMail> mail) {}
}
