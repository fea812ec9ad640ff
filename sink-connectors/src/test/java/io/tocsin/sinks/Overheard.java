package io.tocsin.sinks;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import org.slf4j.LoggerFactory;

/// Everything that anybody logs while it is open, at the most talkative level there is, of slf4j
/// and of java.util.logging.
public final class Overheard implements AutoCloseable {
  private final Queue<String> said = new ConcurrentLinkedQueue<>();
  private final Queue<String> noted = new ConcurrentLinkedQueue<>();
  private final String notHeard;
  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final Level before = root.getLevel();
  private final java.util.logging.Logger julRoot = LogManager.getLogManager().getLogger("");
  private final java.util.logging.Level julBefore = julRoot.getLevel();

  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          if (event.getLoggerName().startsWith(notHeard)) {
            return;
          }
          said.add(
              event.getFormattedMessage()
                  + event.getKeyValuePairs()
                  + (event.getThrowableProxy() == null
                      ? ""
                      : ThrowableProxyUtil.asString(event.getThrowableProxy())));
        }
      };

  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord event) {
          said.add(event.getMessage() + String.valueOf(event.getThrown()));
        }

        @Override
        public void flush() {
          // Nothing is kept back.
        }

        @Override
        public void close() {
          // Nothing is open.
        }
      };

  /// @param notHeard loggers that do not count, by the beginning of their names: those of a server
  /// that runs in the test
  public Overheard(String notHeard) {
    this.notHeard = notHeard;
    appender.setContext((LoggerContext) LoggerFactory.getILoggerFactory());
    appender.start();
    root.addAppender(appender);
    root.setLevel(Level.TRACE);
    handler.setLevel(java.util.logging.Level.ALL);
    julRoot.addHandler(handler);
    julRoot.setLevel(java.util.logging.Level.ALL);
  }

  /// Notes what was answered or thrown, with its causes.
  public void note(Object answer) {
    noted.add(String.valueOf(answer));
    if (answer instanceof Throwable failure) {
      var trace = new StringWriter();
      failure.printStackTrace(new PrintWriter(trace, true));
      noted.add(trace.toString());
    }
  }

  /// What was noted.
  public String noted() {
    return String.join("\n", noted);
  }

  /// What was logged, and what was noted.
  public String said() {
    return String.join("\n", said) + "\n" + noted();
  }

  @Override
  public void close() {
    root.detachAppender(appender);
    root.setLevel(before);
    julRoot.removeHandler(handler);
    julRoot.setLevel(julBefore);
  }
}
