package revenant.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import revenant.api.tree.Bytes;
import revenant.server.wire.Packet;
import revenant.server.wire.RequestType;

/// Every packet gets one reply, whatever it holds.
final class ReplySpec {
  private final Store store = Store.fresh();
  private final Client dom0 = store.socket();
  private final Client guest = store.guest(1);

  @Test
  void a_reply_has_the_type_and_the_ids_of_its_request() {
    Packet request = new Packet(RequestType.READ.number(), 0xCAFE, 0, Bytes.of("/tool\0"));
    assertThat(store.execute(dom0, request)).isEqualTo(new Packet(2, 0xCAFE, 0, Bytes.EMPTY));
  }

  @Test
  void an_error_has_the_ids_of_its_request_and_a_name() {
    Packet request = new Packet(RequestType.READ.number(), 0xCAFE, 77, Bytes.of("/tool\0"));
    assertThat(store.execute(dom0, request))
        .isEqualTo(new Packet(16, 0xCAFE, 77, Bytes.of("ENOENT\0")));
  }

  @Test
  void types_that_do_not_exist_are_not_implemented() {
    for (int type : new int[] {15, 16, 20, 27, 65535, -1})
      assertThat(Client.text(dom0.send(type, "/a\0"))).as("type %d", type).isEqualTo("ENOSYS");
  }

  @Test
  void a_type_that_does_not_exist_comes_before_a_transaction_that_does_not() {
    assertThat(Client.text(dom0.in(5).send(20, ""))).isEqualTo("ENOSYS");
    assertThat(guest.in(5).control("check")).isEqualTo("EACCES");
    assertThat(dom0.in(5).read("//")).isEqualTo("ENOENT");
  }

  @Test
  void a_request_that_kills_the_server_is_answered_unexecuted() {
    Packet request = new Packet(RequestType.WRITE.number(), 1, 0, Bytes.of("/a\0x"));
    Context context = new Context(0, store.host, bytes -> true, false);
    Outcome outcome = Engine.refuse(store.state(), dom0.session(), request, 20, context);
    assertThat(outcome.state().tree()).isEqualTo(store.state().tree());
    assertThat(outcome.state().session(dom0.session()).outbox().packets()).hasSize(1);
    assertThat(outcome.state().session(dom0.session()).consumed()).isEqualTo(20);
  }

  @Test
  void a_guest_that_says_anything_gets_an_answer() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      Client client = random.nextInt(4) == 0 ? dom0 : guest;
      int type = random.nextInt(30) - 1;
      assertThat(client.in(random.nextInt(4)).send(type, anything(random))).isNotNull();
    }
  }

  private static String anything(Random random) {
    String[] parts = {
      "/", "/a", "/a/b", "a", "@releaseDomain", "@releaseDomain/1", "T", "F", "0", "1", "2", "x",
      "", "n0", "r1", "b1", "n32757", "check", "quota", "set", "nodes", "log", "+io", "\u00ff",
      "/local/domain/1", "/local/domain/1/x", "-1", "65535", "memory", "print",
    };
    StringBuilder payload = new StringBuilder();
    for (int i = random.nextInt(4); i >= 0; i--) {
      payload.append(parts[random.nextInt(parts.length)]);
      if (random.nextInt(12) != 0) payload.append('\0');
    }
    return payload.toString();
  }
}
