package revenant.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import revenant.server.wire.RequestType;

/// Transaction ids: who has which, for how long, and which requests care.
final class TransactionIdSpec {
  private final Store store = Store.fresh();
  private final Client dom0 = store.socket();
  private final Client outside = store.socket();

  TransactionIdSpec() {
    dom0.write("/a", "old");
    dom0.write("/b", "old");
    dom0.mkdir("/d");
  }

  @Test
  void there_is_none_inside_another() {
    assertThat(dom0.begin().start()).isEqualTo("EBUSY");
  }

  @Test
  void an_id_that_nobody_was_given_is_unknown() {
    assertThat(dom0.in(7).read("/a")).isEqualTo("ENOENT");
    assertThat(dom0.in(7).commit()).isEqualTo("ENOENT");
    assertThat(dom0.in(-1).start()).isEqualTo("ENOENT");
    assertThat(dom0.commit()).isEqualTo("ENOENT");
  }

  @Test
  void the_id_of_another_connection_is_unknown() {
    Client inside = dom0.begin();
    assertThat(outside.in(inside.transaction()).read("/a")).isEqualTo("ENOENT");
  }

  @Test
  void one_ends_once() {
    Client inside = dom0.begin();
    assertThat(inside.commit()).isEqualTo("OK");
    assertThat(inside.commit()).isEqualTo("ENOENT");
    assertThat(inside.abort()).isEqualTo("ENOENT");
    assertThat(inside.read("/a")).isEqualTo("ENOENT");
  }

  @Test
  void one_that_conflicted_has_ended() {
    Client inside = dom0.begin();
    inside.read("/a");
    outside.write("/a", "new");
    assertThat(inside.commit()).isEqualTo("EAGAIN");
    assertThat(inside.commit()).isEqualTo("ENOENT");
  }

  @Test
  void an_end_that_says_neither_T_nor_F_ends_nothing() {
    Client inside = dom0.begin();
    assertThat(inside.ask(RequestType.TRANSACTION_END, "X")).isEqualTo("EINVAL");
    assertThat(inside.ask(RequestType.TRANSACTION_END, "T", "T")).isEqualTo("EINVAL");
    assertThat(inside.commit()).isEqualTo("OK");
  }

  @Test
  void watching_and_taking_back_do_not_care_for_ids() {
    assertThat(dom0.in(7).watch("/a", "t")).isEqualTo("OK");
    assertThat(dom0.in(8).unwatch("/a", "t")).isEqualTo("OK");
  }

  @Test
  void resetting_inside_one_ends_all() {
    Client inside = dom0.begin();
    Client second = dom0.begin();
    assertThat(inside.resetWatches()).isEqualTo("OK");
    assertThat(inside.commit()).isEqualTo("ENOENT");
    assertThat(second.read("/a")).isEqualTo("ENOENT");
  }

  @Test
  void an_error_inside_does_not_end_it() {
    Client inside = dom0.begin();
    assertThat(inside.read("/missing")).isEqualTo("ENOENT");
    assertThat(inside.rm("/missing/too")).isEqualTo("ENOENT");
    inside.write("/a", "new");
    assertThat(inside.commit()).isEqualTo("OK");
  }

  @Test
  void what_other_requests_do_inside_one_is_not_part_of_it() {
    store.host.running(2);
    Client inside = dom0.begin();
    assertThat(inside.introduce(2)).isEqualTo("OK");
    assertThat(inside.control("print", "hello")).isEqualTo("OK");
    assertThat(inside.abort()).isEqualTo("OK");
    assertThat(dom0.ask(RequestType.IS_DOMAIN_INTRODUCED, "2")).isEqualTo("T");
  }
}
