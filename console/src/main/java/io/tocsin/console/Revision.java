package io.tocsin.console;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One revision of an event, in the trade's words.
///
/// @param revision 1 for the first content, then one for each changed content
/// @param receipt receipt of the delivery that made it
/// @param siteKey site id, or `<source>:<site ref>` while the site is unknown
/// @param type what happened
/// @param code raw code as received
/// @param codeScheme which code table it belongs to
/// @param codeName its name in the mapping
/// @param mappingSource mapping document that decided the type; null where no entry matched
/// @param mappingVersion its version
/// @param mappingEntry the entry that matched
/// @param lifeSafety fire, panic, hold-up or medical
/// @param status the source's status, as received
/// @param disposition how the source closed it: its name in the mapping, else the source's words
/// @param dispositionMapping the mapping that made the type out of it
/// @param occurredAt when it happened, UTC
/// @param timeBasis what that rests on, for example OFFSET_SENT
/// @param timeAsReceived the source's time as sent
/// @param zoneAsReceived the zone or offset that it was sent in
/// @param timeNotes what is doubtful about the time, stable codes
/// @param serviceDay the day that is billed
/// @param pastHorizon whether it happened longer ago than the normalizer remembers
/// @param review why a human has to look, stable codes; empty where none has to
/// @param replayId the replay that made it; null where it was made when its raw record arrived
record Revision(
    int revision,
    String receipt,
    String source,
    String vendor,
    String siteKey,
    @Nullable String siteName,
    @Nullable String clientId,
    @Nullable String siteRef,
    String type,
    @Nullable String code,
    @Nullable String codeScheme,
    @Nullable String codeName,
    @Nullable String mappingSource,
    @Nullable Integer mappingVersion,
    @Nullable String mappingEntry,
    boolean lifeSafety,
    @Nullable String status,
    @Nullable String disposition,
    @Nullable String dispositionMapping,
    Instant occurredAt,
    String timeBasis,
    @Nullable String timeAsReceived,
    @Nullable String zoneAsReceived,
    List<String> timeNotes,
    LocalDate serviceDay,
    boolean pastHorizon,
    List<String> review,
    @Nullable String replayId) {}
