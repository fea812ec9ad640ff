package io.tocsin.policy.site;

import io.tocsin.policy.index.SortedText;
import io.tocsin.policy.site.SiteIndex.Moment;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;

/// The events of several timelines in the order of time, or in the opposite one. Reads the index in
/// pages, the first ones small: whoever asks for the nearest two pays for little more.
final class Walk implements Iterator<Moment> {
  private static final int FIRST_PAGE = 4;
  private static final int LARGEST_PAGE = 256;
  private static final int GROWTH = 4;

  private final PriorityQueue<Lane> lanes;

  private Walk(
      SiteView view, Collection<String> timelines, String from, String to, boolean backwards) {
    Comparator<Lane> order = Comparator.comparing(Lane::head);
    this.lanes =
        new PriorityQueue<>(Math.max(1, timelines.size()), backwards ? order.reversed() : order);
    for (String timeline : timelines) {
      var lane = new Lane(view, timeline, timeline + from, timeline + to, backwards);
      if (lane.filled()) {
        lanes.add(lane);
      }
    }
  }

  /// The events after a moment, up to and with a time.
  static Walk after(SiteView view, Collection<String> timelines, Moment start, long last) {
    return new Walk(view, timelines, SortedText.next(start.text()), until(last), false);
  }

  /// The events from one time to another, both included.
  static Walk between(SiteView view, Collection<String> timelines, long first, long last) {
    return new Walk(view, timelines, SortedText.number(first), until(last), false);
  }

  /// The events before a moment, the last first, back to and with a time.
  static Walk before(SiteView view, Collection<String> timelines, Moment start, long first) {
    return new Walk(view, timelines, SortedText.number(first), start.text(), true);
  }

  /// The events before a time, the last first, back to and with another.
  static Walk before(SiteView view, Collection<String> timelines, long start, long first) {
    return new Walk(view, timelines, SortedText.number(first), SortedText.number(start), true);
  }

  private static String until(long last) {
    return SortedText.end(SortedText.number(last) + SortedText.END);
  }

  @Override
  public boolean hasNext() {
    return !lanes.isEmpty();
  }

  @Override
  public Moment next() {
    Lane lane = lanes.poll();
    if (lane == null) {
      throw new NoSuchElementException("the walk is over");
    }
    Moment next = lane.take();
    if (lane.filled()) {
      lanes.add(lane);
    }
    return next;
  }

  /// One timeline and what was read of it.
  private static final class Lane {
    private final SiteView view;
    private final String timeline;
    private final boolean backwards;
    private final Deque<String> page = new ArrayDeque<>();
    private String from;
    private String to;
    private int size = FIRST_PAGE;
    private boolean over;

    Lane(SiteView view, String timeline, String from, String to, boolean backwards) {
      this.view = view;
      this.timeline = timeline;
      this.from = from;
      this.to = to;
      this.backwards = backwards;
    }

    boolean filled() {
      if (page.isEmpty() && !over) {
        List<String> read = view.entries(from, to, backwards, size);
        over = read.size() < size;
        page.addAll(read);
        if (!over && backwards) {
          to = read.getLast();
        } else if (!over) {
          from = SortedText.next(read.getLast());
        }
        size = Math.min(size * GROWTH, LARGEST_PAGE);
      }
      return !page.isEmpty();
    }

    Moment head() {
      return Moment.read(page.getFirst(), timeline);
    }

    Moment take() {
      return Moment.read(page.removeFirst(), timeline);
    }
  }
}
