package revenant.testkit.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import java.util.Optional;

/// What the server said to a request: either a payload or the name of an error.
public final class Answer {
  private final Object question;
  private final boolean isError;
  private final byte[] payload;

  Answer(Object question, boolean isError, byte[] payload) {
    this.question = question;
    this.isError = isError;
    this.payload = payload;
  }

  /// Whether the request was done.
  public boolean isOk() {
    return !isError;
  }

  /// The name of the error, if it is one.
  public Optional<String> errno() {
    return isError ? Optional.of(terminated()) : Optional.empty();
  }

  /// The payload as it came, one character a byte.
  ///
  /// @throws RefusedException if the server refused
  public String text() {
    return new String(ok().payload, ISO_8859_1);
  }

  /// The strings of the payload, each of which ends in a NUL.
  ///
  /// @throws RefusedException if the server refused
  public List<String> strings() {
    String text = text();
    return text.isEmpty() ? List.of() : List.of(text.substring(0, text.length() - 1).split("\0"));
  }

  /// The number in the payload.
  ///
  /// @throws RefusedException if the server refused
  public int number() {
    ok();
    return Integer.parseUnsignedInt(terminated());
  }

  /// This answer, if it is not an error.
  ///
  /// @throws RefusedException if the server refused
  public Answer ok() {
    if (isError) throw new RefusedException(question.toString(), terminated());
    return this;
  }

  private String terminated() {
    int length = payload.length;
    if (length > 0 && payload[length - 1] == 0) length--;
    return new String(payload, 0, length, ISO_8859_1);
  }

  @Override
  public String toString() {
    return question + " -> " + (isError ? terminated() : "OK " + payload.length + " bytes");
  }
}
