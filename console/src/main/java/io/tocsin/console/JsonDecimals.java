package io.tocsin.console;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.math.BigDecimal;

/// Writes decimals into JSON as text, since many readers would turn a JSON number into binary
/// floating point.
@Singleton
final class JsonDecimals extends StdSerializer<BigDecimal> {
  private static final long serialVersionUID = 1L;

  JsonDecimals() {
    super(BigDecimal.class);
  }

  @Override
  public void serialize(BigDecimal value, JsonGenerator json, SerializerProvider provider)
      throws IOException {
    json.writeString(value.toPlainString());
  }
}
