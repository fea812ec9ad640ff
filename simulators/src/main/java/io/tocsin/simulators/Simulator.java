package io.tocsin.simulators;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A running stand-in for one outside system, on the loopback address. What it counts as an effect
/// is a thing made on the other side, never a change to one.
public final class Simulator implements AutoCloseable {
  /// While the server was down, some connection may have taken its port for a moment.
  private static final int ATTEMPTS = 50;

  private static final int LARGEST_BODY = 16 << 20;
  private static final int LARGEST_MEMORY = 100_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Profile profile;
  private final World world;
  private final Vendor vendor;
  private final FaultPlan plan;
  private final Throttle throttle = new Throttle();
  private final Access access = new Access();
  private final Control control = new Control(this);
  private final AtomicInteger underWay = new AtomicInteger();
  private final List<Received> requests = new ArrayList<>();
  private volatile int port;
  private @Nullable Server server;

  private Simulator(Profile profile, int port, long seed) {
    this.profile = profile;
    this.port = port;
    world = new World(profile.settings());
    vendor = profile.make().apply(world);
    plan = new FaultPlan(seed);
  }

  /// Starts one on any free port, with the seed 1.
  ///
  /// @param name one of [Catalogue]
  public static Simulator start(String name) {
    return start(name, 0, 1);
  }

  /// Starts one.
  ///
  /// @param name one of [Catalogue]
  /// @param port 0 = any free one
  /// @param seed of the faults that come by their rate
  public static Simulator start(String name, int port, long seed) {
    var simulator = new Simulator(Catalogue.named(name), port, seed);
    simulator.open(1);
    return simulator;
  }

  /// Its address without a slash at the end, for example `http://127.0.0.1:8090`. The same after
  /// [#down] and [#up].
  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /// What can be said of it in general.
  public Profile profile() {
    return profile;
  }

  /// What goes wrong with the next requests, in this order; before any rate.
  public void next(Fault... faults) {
    List<Fault> wanted = List.of(faults);
    wanted.forEach(this::mustHave);
    change(() -> plan.next(wanted));
  }

  /// How often something goes wrong by itself.
  ///
  /// @param probability of each request, from 0 to 1; all faults together at most 1
  public void rate(Fault fault, double probability) {
    mustHave(fault);
    change(() -> plan.rate(fault, probability));
  }

  private void mustHave(Fault fault) {
    if (!profile.has(fault)) {
      throw new IllegalArgumentException(
          "%s has no fault %s".formatted(profile.name(), fault.word()));
    }
  }

  /// How many things were really made, by their external key. What that key is, the profile says.
  public Map<String, Integer> effects() {
    return view(world::effects);
  }

  /// What stands there now, as copies, oldest first in each collection.
  public List<JsonNode> objects() {
    return view(() -> List.<JsonNode>copyOf(world.objects()));
  }

  /// Lets an object stand there as if somebody else had made it; no effect is counted.
  ///
  /// @param collection where, as the profile's settings and behaviours name it
  public void add(String collection, JsonNode object) {
    ObjectNode copy = object.deepCopy();
    change(
        () -> {
          if (!copy.hasNonNull(profile.idField())) {
            copy.put(profile.idField(), world.nextId());
          }
          world.put(collection, copy.path(profile.idField()).asText(), copy);
        });
  }

  /// Every request that arrived, whatever became of it, oldest first; not those to `/_simulator`.
  public List<Received> requests() {
    return view(() -> List.copyOf(requests));
  }

  /// From now on only this bearer token is good; until then any is.
  public void token(String token) {
    change(() -> access.only(token));
  }

  /// Its settings now.
  public Map<String, String> settings() {
    return view(world::settings);
  }

  /// Changes a setting.
  ///
  /// @throws IllegalArgumentException if there is no such setting, or it cannot have that value
  public void set(String name, String value) {
    change(() -> world.set(name, value));
  }

  /// A fresh token that is good unless only another one is.
  String freshToken() {
    return "access-" + view(world::nextId);
  }

  /// Sets its clock forward.
  public void advance(Duration by) {
    change(() -> world.advance(by));
  }

  /// Kills the server: requests under way get no answer, new connections are refused, and its data
  /// is kept. Does nothing if it is down.
  public synchronized void down() {
    Server stopped = server;
    server = null;
    if (stopped != null) {
      stopped.stop();
    }
  }

  /// Starts the server again on the same port, with its data. Does nothing if it is up.
  public void up() {
    open(ATTEMPTS);
  }

  private synchronized void open(int attempts) {
    if (server == null) {
      Server started = Server.start(port, attempts, this::handle);
      port = started.port();
      server = started;
    }
  }

  @Override
  public void close() {
    down();
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
    } finally {
      lock.unlock();
    }
  }

  private <T> T view(Supplier<T> view) {
    lock.lock();
    try {
      return view.get();
    } finally {
      lock.unlock();
    }
  }

  private void handle(HttpExchange exchange) {
    // An exchange that is closed without an answer closes its connection: so looks a dropped one,
    // and a killed server.
    try (exchange) {
      Request request = Request.of(read(exchange));
      if (exchange.getRequestBody().read() >= 0) {
        Play.send(exchange, Answer.text(413, "larger than %d bytes".formatted(LARGEST_BODY)));
      } else if (request.segments().stream().limit(1).toList().equals(List.of(Control.PREFIX))) {
        Play.send(exchange, control.answer(request));
      } else {
        underWay.incrementAndGet();
        try {
          play(exchange, request, view(() -> step(request)));
        } finally {
          underWay.decrementAndGet();
        }
      }
    } catch (IOException e) {
      // The client went away; it is the one who notices.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Received read(HttpExchange exchange) throws IOException {
    var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
    byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY);
    return new Received(
        exchange.getRequestMethod(),
        exchange.getRequestURI().toString(),
        headers,
        new String(body, StandardCharsets.UTF_8),
        view(world::now));
  }

  /// What happens to a request, and what its client gets to see.
  private record Step(Fault fault, Answer answer, Duration delay) {}

  private Step step(Request request) {
    if (requests.size() < LARGEST_MEMORY) {
      requests.add(request.received());
    }
    int concurrent = world.number("concurrent");
    if ((concurrent > 0 && underWay.get() > concurrent)
        || throttle.exceeded(world.setting("limit"), world.now())) {
      return now(Fault.RATE_LIMIT, retryLater(vendor.fault(Fault.RATE_LIMIT, request)));
    }
    boolean open = vendor.open(request);
    if (!open && !access.admits(request)) {
      return now(Fault.EXPIRED_TOKEN, vendor.unauthorized());
    }
    Fault fault = meetsFaults(request) ? plan.draw() : Fault.NONE;
    return switch (fault) {
      case NONE, DROP_AFTER -> now(fault, vendor.answer(request));
      case SLOW_BODY -> new Step(fault, vendor.answer(request), millis("slow-millis"));
      case TIMEOUT_AFTER -> {
        vendor.answer(request);
        yield timeout(fault);
      }
      case TIMEOUT_BEFORE, LATE_EFFECT -> timeout(fault);
      case ERROR_500 -> now(fault, Answer.text(500, "Internal Server Error"));
      case UNAVAILABLE_503 -> now(fault, retryLater(Answer.text(503, "Service Unavailable")));
      case DROP_BEFORE -> now(fault, Answer.empty(500));
      case EXPIRED_TOKEN -> {
        if (!open) {
          access.expire(request);
        }
        yield now(fault, vendor.unauthorized());
      }
      case RATE_LIMIT, DAILY_LIMIT, LOCKED, MIGRATING ->
          now(fault, retryLater(vendor.fault(fault, request)));
      case ROW_ERROR -> now(fault, vendor.fault(fault, request));
    };
  }

  private boolean meetsFaults(Request request) {
    List<String> only = world.list("faults-on");
    return only.isEmpty() || only.contains(request.method());
  }

  private static Step now(Fault fault, Answer answer) {
    return new Step(fault, answer, Duration.ZERO);
  }

  private Step timeout(Fault fault) {
    return new Step(fault, Answer.text(504, "Gateway Timeout"), millis("timeout-millis"));
  }

  private Answer retryLater(Answer answer) {
    return answer.with("Retry-After", world.setting("retry-after-seconds"));
  }

  private Duration millis(String setting) {
    return Duration.ofMillis(world.number(setting));
  }

  private void play(HttpExchange exchange, Request request, Step step)
      throws IOException, InterruptedException {
    switch (step.fault()) {
      case DROP_BEFORE, DROP_AFTER -> {}
      case SLOW_BODY -> Play.trickle(exchange, step.answer(), step.delay());
      case TIMEOUT_BEFORE, TIMEOUT_AFTER -> {
        Thread.sleep(step.delay());
        Play.send(exchange, step.answer());
      }
      case LATE_EFFECT -> {
        Thread.sleep(step.delay());
        Play.send(exchange, step.answer());
        exchange.close();
        Thread.sleep(view(() -> millis("late-millis")));
        change(() -> vendor.answer(request));
      }
      case NONE,
          RATE_LIMIT,
          ERROR_500,
          UNAVAILABLE_503,
          EXPIRED_TOKEN,
          DAILY_LIMIT,
          LOCKED,
          MIGRATING,
          ROW_ERROR ->
          Play.send(exchange, step.answer());
    }
  }
}
