package io.tocsin.sinks.routed;

import io.tocsin.schemas.Decision;
import io.tocsin.sinks.runtime.Recorded;
import io.tocsin.sinks.runtime.SinkWrite;
import io.tocsin.sinks.runtime.Subject;
import io.tocsin.sinks.runtime.WriteStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Which texts decisions open, change or withdraw: pure, no I/O.
///
/// The newest decision on an event stands. Routed here: its text is open. Not routed here: the text
/// is withdrawn where one was ever written, also one of the same batch; so it does not matter where
/// a batch was cut.
public final class RoutedBook {
  private final String route;
  private final String thing;
  private final Map<String, Recorded> recorded;
  private final Set<String> written;
  private final Map<String, RoutedChange> changes = new TreeMap<>();
  private final Map<String, SinkWrite> writes = new TreeMap<>();

  /// @param route the route that these texts are for
  /// @param thing what one text is called, for example `ticket`
  /// @param recorded what the sink has recorded of the events in question
  /// @param written those of these events that have a text
  public RoutedBook(
      String route, String thing, Map<String, Recorded> recorded, Set<String> written) {
    this.route = route;
    this.thing = thing;
    this.recorded = new HashMap<>(recorded);
    this.written = new HashSet<>(written);
  }

  /// Takes one decision; one that is not newer than what is recorded changes nothing.
  public void apply(Decision decision, int attempt) {
    Subject subject = Subject.of(decision);
    String event = subject.eventKey();
    if (!Recorded.admits(recorded.get(event), subject.version())) {
      return;
    }
    boolean open = decision.getRoutes().contains(route);
    WriteStatus status = WriteStatus.WRITTEN;
    String detail;
    if (open) {
      detail = thing + (written.add(event) ? " opened" : " kept up to date");
      changes.put(event, new RoutedChange(decision, true));
    } else if (written.contains(event)) {
      detail = thing + " withdrawn";
      changes.put(event, new RoutedChange(decision, false));
    } else {
      status = WriteStatus.NOTHING_TO_DO;
      detail = "not routed here";
    }
    recorded.put(event, new Recorded(subject.version(), status));
    writes.put(event, new SinkWrite(event, subject.version(), status, detail, attempt));
  }

  /// The texts to write, in the order of event keys.
  public List<RoutedChange> changes() {
    return new ArrayList<>(changes.values());
  }

  /// What to record in `sink_writes`, by event key.
  public Map<String, SinkWrite> writes() {
    return Map.copyOf(writes);
  }
}
