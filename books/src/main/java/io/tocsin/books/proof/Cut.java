package io.tocsin.books.proof;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.Iterator;
import java.util.SortedMap;
import java.util.TreeMap;

/// How far a close reaches into the raw topics.
///
/// @param next for each raw topic and partition the first offset that is not in the close
public record Cut(SortedMap<String, SortedMap<Integer, Long>> next) {
  public Cut {
    var copy = new TreeMap<String, SortedMap<Integer, Long>>();
    next.forEach(
        (topic, offsets) ->
            copy.put(topic, Collections.unmodifiableSortedMap(new TreeMap<>(offsets))));
    next = Collections.unmodifiableSortedMap(copy);
  }

  /// As it is written in a head and in `day_closes`.
  public String json() {
    return CanonicalJson.write(object());
  }

  ObjectNode object() {
    ObjectNode topics = CanonicalJson.object();
    next.forEach(
        (topic, offsets) -> {
          ObjectNode partitions = topics.putObject(topic);
          offsets.forEach((partition, offset) -> partitions.put(partition.toString(), offset));
        });
    return topics;
  }

  static Cut read(CanonicalJson.Members topics) throws NotAsSealed {
    var next = new TreeMap<String, SortedMap<Integer, Long>>();
    for (Iterator<String> names = topics.object().fieldNames(); names.hasNext(); ) {
      String topic = names.next();
      CanonicalJson.Members partitions = topics.members(topic);
      var offsets = new TreeMap<Integer, Long>();
      for (Iterator<String> numbers = partitions.object().fieldNames(); numbers.hasNext(); ) {
        String number = numbers.next();
        try {
          offsets.put(Integer.valueOf(number), partitions.number(number));
        } catch (NumberFormatException e) {
          throw new NotAsSealed("'%s' is no partition of %s".formatted(number, topic));
        }
      }
      next.put(topic, offsets);
    }
    return new Cut(next);
  }
}
