package io.tocsin.simulators;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// What goes wrong with one request; each one's [meaning][#meaning()] says how.
public enum Fault {
  NONE("nothing goes wrong"),
  RATE_LIMIT("refused in the vendor's own way of throttling; nothing happens"),
  ERROR_500("answers 500; nothing happens"),
  UNAVAILABLE_503("answers 503; nothing happens"),
  TIMEOUT_BEFORE("answers 504 after timeout-millis; nothing happens"),
  TIMEOUT_AFTER("it happens; answers 504 after timeout-millis"),
  LATE_EFFECT("answers 504 after timeout-millis; it happens late-millis after that"),
  SLOW_BODY("it happens; the answer's body trickles in over slow-millis"),
  DROP_BEFORE("the connection is closed without an answer; nothing happens"),
  DROP_AFTER("it happens; the connection is closed without an answer"),
  EXPIRED_TOKEN("answers 401, and always will to this token; another one is good"),
  DAILY_LIMIT("the day's allowance is used up; nothing happens"),
  LOCKED("answers 423, something is locked; nothing happens"),
  MIGRATING("answers 477, the account is being moved; nothing happens"),
  ROW_ERROR("the row's transform fails inside an answer of success");

  private static final Set<Fault> OF_ONE_VENDOR = Set.of(DAILY_LIMIT, LOCKED, MIGRATING, ROW_ERROR);

  private final String meaning;

  Fault(String meaning) {
    this.meaning = meaning;
  }

  /// What goes wrong, for people.
  public String meaning() {
    return meaning;
  }

  /// Whether every stand-in has it.
  boolean common() {
    return !OF_ONE_VENDOR.contains(this);
  }

  /// As people type it, for example `timeout-after`.
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// The fault of that name, in either spelling.
  ///
  /// @throws IllegalArgumentException naming all there are
  public static Fault of(String word) {
    String name = word.strip().toUpperCase(Locale.ROOT).replace('-', '_');
    return Arrays.stream(values())
        .filter(fault -> fault.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'%s' is not a fault; there are: %s"
                        .formatted(
                            word,
                            Arrays.stream(values())
                                .map(Fault::word)
                                .collect(Collectors.joining(", ")))));
  }
}
