package io.tocsin.normalizer.sedonaoffice;

import io.tocsin.normalizer.vendor.Draft;
import io.tocsin.normalizer.vendor.Fact;
import io.tocsin.normalizer.vendor.Facts;
import io.tocsin.normalizer.vendor.Format;
import io.tocsin.normalizer.vendor.Layout;
import io.tocsin.normalizer.vendor.Mapped;
import io.tocsin.normalizer.vendor.Profile;
import io.tocsin.normalizer.vendor.SeverityScale;
import io.tocsin.normalizer.vendor.Source;
import io.tocsin.normalizer.vendor.VendorMapper;
import io.tocsin.platform.reading.JsonFields;
import io.tocsin.schemas.RawEvent;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads SedonaOffice service tickets (`ServiceTicket`) and their dispatches
/// (`ServiceTicketDispatch`), by the names of the API's own help pages.
///
/// Who asked for a ticket, and the phone number, are personal: they are never taken, and are taken
/// out where they stand in another text. The problem code has no documented place.
@Singleton
public final class SedonaOfficeMapper implements VendorMapper {
  /// The system whose name of an event a ticket number is.
  public static final String TICKET_SYSTEM = "sedonaoffice-ticket";

  /// Code table of problem codes.
  public static final String PROBLEM_CODE_SCHEME = "sedonaoffice-problem-code";

  private static final Profile PROFILE =
      new Profile(
          TICKET_SYSTEM,
          PROBLEM_CODE_SCHEME,
          Map.of(
              Format.JSON,
              new Layout(
                  Map.of(
                      Fact.CUSTOM_ID, List.of("/TicketNumber"),
                      Fact.STATUS, List.of("/TicketStatus"),
                      Fact.DISPOSITION, List.of("/ResolutionCode")),
                  Map.of(
                      "arrival_time", List.of("/ArrivalTime"),
                      "departure_time", List.of("/DepartureTime"),
                      "go_back", List.of("/GoBack")),
                  List.of("/RequestedBy", "/RequestedByPhone"))),
          SeverityScale.NONE);

  @Override
  public String vendor() {
    return "sedonaoffice";
  }

  @Override
  public Mapped map(RawEvent raw, byte[] bytes, Source source) {
    return Facts.read(raw, bytes, source, PROFILE, SedonaOfficeMapper::said);
  }

  private static Mapped said(Facts facts) {
    Draft draft = facts.draft();
    draft.attributeIfAbsent("ticket_status", inWords(draft.statement().getStatus()));
    if (draft.statement().getPart() == null && facts.body() instanceof JsonFields) {
      String dispatch = facts.at("/DispatchId");
      draft.statement().setPart(dispatch == null ? "ticket" : "dispatch/" + dispatch);
    }
    return draft.said();
  }

  private static @Nullable String inWords(@Nullable String status) {
    if (status == null) {
      return null;
    }
    return switch (status.toUpperCase(Locale.ROOT)) {
      case "CL" -> "closed";
      case "DP" -> "dispatched";
      case "IP" -> "in progress";
      case "OP" -> "open";
      case "RS" -> "resolved";
      case "SC" -> "scheduled";
      default -> null;
    };
  }
}
