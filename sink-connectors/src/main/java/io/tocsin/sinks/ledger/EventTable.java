package io.tocsin.sinks.ledger;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.schemas.Attachment;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.Disposition;
import io.tocsin.schemas.MappingApplied;
import io.tocsin.schemas.ObjectRef;
import io.tocsin.schemas.Site;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The table `events`: one row for each revision.
final class EventTable {
  private static final String INSERT =
      """
      insert into events (event_key, revision, source, vendor, receipt, site_key, site_id, site_name, client_id,
        site_ref, type, code, code_scheme, code_name, mapping_source, mapping_version, mapping_entry, life_safety,
        qualifier, zone, area, severity, category, status, occurred_at, time_basis, time_as_received,
        zone_as_received, received_at, service_day, review, content_hash, raw_topic, raw_partition, raw_offset, user_number, alarm_level,
        disposition_code, disposition_name, disposition_mapping, time_notes, past_horizon, attachments, redactions, replay_id)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
        ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?)
      on conflict do nothing
      """;

  private static final JsonMapper JSON = new JsonMapper();

  private EventTable() {}

  static void append(Connection connection, List<CanonicalEvent> events) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      var cells = new Cells(insert);
      for (CanonicalEvent event : events) {
        Site site = event.getSite();
        MappingApplied mapping = event.getMapping();
        Disposition disposition = event.getDisposition();
        cells
            .text(event.getEventKey())
            .integer(event.getRevision())
            .text(event.getSource())
            .text(event.getVendor())
            .text(event.getReceipt())
            .text(event.getSiteKey())
            .text(site == null ? null : site.getSiteId())
            .text(site == null ? null : site.getName())
            .text(site == null ? null : site.getClientId())
            .text(event.getSiteRef())
            .symbol(event.getType())
            .text(event.getCode())
            .text(event.getCodeScheme())
            .text(event.getCodeName())
            .text(mapping == null ? null : mapping.getSource())
            .integer(mapping == null ? null : mapping.getVersion())
            .text(mapping == null ? null : mapping.getEntry())
            .truth(event.getLifeSafety())
            .symbol(event.getQualifier())
            .text(event.getZone())
            .text(event.getArea())
            .integer(event.getSeverity())
            .text(event.getCategory())
            .text(event.getStatus())
            .time(event.getOccurredAt())
            .symbol(event.getTimeBasis())
            .text(event.getTimeAsReceived())
            .text(event.getZoneAsReceived())
            .time(event.getReceivedAt())
            .day(event.getServiceDay())
            .texts(event.getReview().stream().map(Enum::name).toList())
            .text(event.getContentHash())
            .position(event.getRaw())
            .text(event.getUser())
            .integer(event.getAlarmLevel())
            .text(disposition == null ? null : disposition.getCode())
            .text(disposition == null ? null : disposition.getName())
            .text(disposition == null ? null : named(disposition.getMapping()))
            .texts(event.getTimeNotes().stream().map(Enum::name).toList())
            .truth(event.getPastHorizon())
            .text(json(event.getAttachments()))
            .texts(event.getRedactions())
            .text(event.getReplayId())
            .endRow();
      }
      insert.executeBatch();
    }
  }

  /// The mapping as people name it: source, version and entry.
  private static @Nullable String named(@Nullable MappingApplied mapping) {
    return mapping == null
        ? null
        : "%s version %d entry %s"
            .formatted(mapping.getSource(), mapping.getVersion(), mapping.getEntry());
  }

  private static String json(List<Attachment> attachments) {
    ArrayNode array = JSON.createArrayNode();
    for (Attachment attachment : attachments) {
      ObjectNode node = array.addObject();
      node.put("kind", attachment.getKind().name());
      node.put("state", attachment.getState().name());
      node.put("media_type", attachment.getMediaType());
      ObjectRef object = attachment.getObject();
      if (object != null) {
        node.put("sha256", object.getSha256());
        node.put("size", object.getSize());
      }
    }
    return array.toString();
  }
}
