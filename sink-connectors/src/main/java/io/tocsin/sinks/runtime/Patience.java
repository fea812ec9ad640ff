package io.tocsin.sinks.runtime;

import java.sql.SQLException;
import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/// Lets a migration take the time that it takes. A batch that has no answer for a minute is given
/// up; a migration that moves all facts may need longer, and would never end if it were given up.
final class Patience extends BaseCallback {
  private static final int NO_LIMIT = 0;

  @Override
  public boolean supports(Event event, Context context) {
    return event == Event.BEFORE_EACH_MIGRATE;
  }

  @Override
  public void handle(Event event, Context context) {
    try {
      // The pool sets it back when the connection returns.
      context.getConnection().setNetworkTimeout(Runnable::run, NO_LIMIT);
    } catch (SQLException e) {
      throw new IllegalStateException("the connection does not take a time limit", e);
    }
  }
}
