package revenant.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import revenant.api.tree.Bytes;
import revenant.server.engine.Change;
import revenant.server.engine.Limits;
import revenant.server.engine.Outgoing;
import revenant.server.engine.State;
import revenant.server.wire.Packet;

/// Events wait for a guest for so long and no longer.
final class ExpirySpec {
  private static final int GUEST = 3;

  private final Expiry expiry = new Expiry(Duration.ofSeconds(20));
  private State state =
      State.initial(Limits.STANDARD).with(new Change.Opened(GUEST, GUEST, false, true, "guest"));

  private void event(String path) {
    say(new Outgoing(Bytes.wrap(Packet.event(path, Bytes.of("t"))), true));
  }

  private void reply(String text) {
    say(new Outgoing(Bytes.wrap(new Packet(2, 1, 0, Bytes.of(text)).bytes()), false));
  }

  private void say(Outgoing packet) {
    state = state.with(new Change.Said(GUEST, packet));
  }

  private void given(long position) {
    state = state.with(new Change.Published(GUEST, position));
  }

  private void after(int seconds) {
    for (Change change : expiry.due(state, seconds * 1_000_000_000L)) state = state.with(change);
  }

  private List<String> waiting() {
    List<String> waiting = new ArrayList<>();
    for (Outgoing packet : state.session(GUEST).outbox().packets()) {
      String text = packet.packet().from(Packet.HEADER).text();
      waiting.add(packet.isEvent() ? text.substring(0, text.indexOf('\0')) : text);
    }
    return waiting;
  }

  @Test
  void an_event_that_is_not_taken_in_time_is_left_out() {
    event("/a");
    after(1);
    after(20);
    assertThat(waiting()).containsExactly("/a");
    after(21);
    assertThat(waiting()).isEmpty();
    assertThat(state.session(GUEST).outbox().end()).isZero();
  }

  @Test
  void a_reply_is_not() {
    event("/a");
    reply("OK");
    after(0);
    after(30);
    assertThat(waiting()).containsExactly("OK");
  }

  @Test
  void nor_is_an_event_that_came_later() {
    event("/a");
    after(0);
    event("/b");
    after(10);
    event("/c");
    after(20);
    assertThat(waiting()).containsExactly("/b", "/c");
    after(30);
    assertThat(waiting()).containsExactly("/c");
    after(40);
    assertThat(waiting()).isEmpty();
  }

  @Test
  void nor_is_one_that_was_given_in_part() {
    event("/a");
    event("/b");
    given(1);
    after(0);
    after(30);
    assertThat(waiting()).containsExactly("/a");
  }

  @Test
  void what_was_left_out_may_be_said_again() {
    event("/a");
    after(0);
    after(30);
    event("/a");
    assertThat(waiting()).containsExactly("/a");
    after(40);
    assertThat(waiting()).containsExactly("/a");
  }

  @Test
  void a_connection_that_begins_anew_has_as_long_again() {
    event("/long/path");
    after(0);
    state = state.with(new Change.Closed(GUEST));
    state = state.with(new Change.Opened(GUEST, GUEST, false, true, "guest"));
    event("/a");
    after(20);
    assertThat(waiting()).containsExactly("/a");
  }

  @Test
  void the_control_domain_is_waited_for_and_so_is_everybody_if_asked_for() {
    state = state.with(new Change.Opened(GUEST, 0, true, true, "control"));
    event("/a");
    after(0);
    after(1000);
    assertThat(waiting()).containsExactly("/a");
    assertThat(new Expiry(Duration.ZERO).due(state, Long.MAX_VALUE)).isEmpty();
  }
}
