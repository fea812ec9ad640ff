package io.tocsin.gateway.body;

import io.tocsin.gateway.Bounds;
import io.tocsin.gateway.Delivery;
import io.tocsin.gateway.EventFields;
import io.tocsin.gateway.Reading;
import io.tocsin.gateway.Reading.Element;
import io.tocsin.platform.Section;
import io.tocsin.platform.reading.Mail;
import io.tocsin.schemas.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A source's mails: either the labels in the text of a mail make one event, whose body is the
/// whole message, or the rows of its CSV attachments are the events.
public final class MailFormat implements BodyFormat {
  /// The media type of a mail.
  public static final String MEDIA_TYPE = "message/rfc822";

  private static final Set<String> CSV_TYPES =
      Set.of(CsvFormat.MEDIA_TYPE, "text/comma-separated-values", "application/csv");

  private final String settings;
  private final @Nullable CsvFormat attachments;
  private final Map<Field, String> labels;
  private final UnaryOperator<EventFields> completion;
  private final Set<String> fields;

  /// The mails of one source.
  ///
  /// @param settings its section: `events-from` is `labels` or `attachments`; with labels, one for
  /// each field
  /// @param fields fields that may be set
  /// @param completion adds what a mail does not say
  /// @param csv how attachments are read; null where the source has no such settings
  MailFormat(
      Section settings,
      List<Field> fields,
      UnaryOperator<EventFields> completion,
      @Nullable CsvFormat csv) {
    this.settings = settings.name();
    this.completion = completion;
    switch (settings.required("events-from")) {
      case "labels" -> {
        this.attachments = null;
        this.labels = Exports.places(settings, fields);
        this.fields = Field.completed(Field.names(labels.keySet()), completion);
      }
      case "attachments" -> {
        if (csv == null) {
          throw settings.refuse(
              "events-from", "is attachments, but the section csv beside it names no columns");
        }
        this.attachments = csv;
        this.labels = Map.of();
        this.fields = csv.fields();
      }
      default -> throw settings.refuse("events-from", "is neither labels nor attachments");
    }
  }

  @Override
  public String settings() {
    return settings;
  }

  @Override
  public Set<String> mediaTypes() {
    return Set.of(MEDIA_TYPE);
  }

  @Override
  public Transport pushed() {
    return Transport.MAILBOX;
  }

  @Override
  public Set<String> fields() {
    return fields;
  }

  @Override
  public Reading read(Delivery delivery) {
    Optional<Mail> read = Mail.read(delivery.body());
    if (read.isEmpty()) {
      return new Reading.Malformed("The body is no whole mail that can be read.");
    }
    Mail mail = read.get();
    return attachments == null
        ? new Reading.Single(
            new Element.Event(
                delivery.body(), MEDIA_TYPE, completion.apply(Exports.read(mail, labels))))
        : attached(mail, attachments, delivery.bounds());
  }

  private static Reading attached(Mail mail, CsvFormat csv, Bounds bounds) {
    var files = new ArrayList<byte[]>();
    for (Mail.File file : mail.files()) {
      if (isCsv(file)) {
        byte[] bytes = file.bytes();
        if (bytes == null) {
          return new Reading.Malformed(
              "The transfer encoding of a CSV attachment is broken or not known.");
        }
        files.add(bytes);
      }
    }
    return files.isEmpty()
        ? new Reading.Malformed("The mail has no CSV attachment.")
        : csv.joined(List.copyOf(files), bounds);
  }

  private static boolean isCsv(Mail.File file) {
    String name = file.name();
    return CSV_TYPES.contains(file.mediaType())
        || (name != null && name.toLowerCase(Locale.ROOT).endsWith(".csv"));
  }
}
