package revenant.transport.ring;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import revenant.api.transport.Link;
import revenant.transport.ring.MemoryHypervisor.Told;
import revenant.transport.ring.hypervisor.Page;

/// What a link makes of a page, and a page of a link.
class RingLinkSpec {
  private static final int QUEUED = 40;
  private final MemoryHypervisor memory = new MemoryHypervisor();
  private final Page page = memory.page;
  private final List<RingLink> again = new ArrayList<>();
  private int ends;
  private RingLink link = attach();

  private RingLink attach() {
    return new RingLink(3, page, memory, 1, again::add, () -> ends++);
  }

  @Test
  void the_peer_is_a_domain() {
    assertThat(link.peer().name()).isEqualTo("domain 3");
    assertThat(link.peer().isPrivileged()).isFalse();
    assertThat(link.peer().isDurable()).isTrue();
  }

  @Test
  void input_stays_until_it_is_consumed() {
    ask("abcdef");
    assertThat(read(0, 99)).isEqualTo("abcdef");
    assertThat(read(2, 3)).isEqualTo("cde");
    assertThat(page.load(Page.REQ_CONS)).isZero();
    link.consumed(4);
    assertThat(page.load(Page.REQ_CONS)).isEqualTo(4);
    assertThat(read(4, 99)).isEqualTo("ef");
    assertThat(read(6, 99)).isEmpty();
  }

  @Test
  void output_that_was_given_is_not_given_again() {
    assertThat(link.write(0, bytes("abcdef"))).isEqualTo(6);
    assertThat(link.write(0, bytes("abcdef"))).isEqualTo(6);
    assertThat(link.write(4, bytes("efgh"))).isEqualTo(8);
    assertThat(take(99)).isEqualTo("abcdefgh");
    assertThatThrownBy(() -> link.write(9, bytes("x")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void what_is_written_is_left_as_it_was() {
    ByteBuffer bytes = bytes("abcdef").position(2).limit(5);
    assertThat(link.write(0, bytes)).isEqualTo(3);
    assertThat(bytes).isEqualTo(bytes("cde"));
    assertThat(take(99)).isEqualTo("cde");
  }

  @Test
  void a_turn_tells_the_domain_once_when_both_words_have_moved() {
    ask("question");
    read(0, 99);
    link.write(0, bytes("ans"));
    link.write(3, bytes("wer"));
    assertThat(memory.told).isEmpty();
    link.consumed(8);
    assertThat(memory.told).containsExactly(new Told(8, 6, 0, 0));
    link.consumed(8);
    link.consumed(0);
    assertThat(memory.told).hasSize(1);
    link.write(6, bytes("event"));
    link.consumed(8);
    assertThat(memory.told).hasSize(2).last().isEqualTo(new Told(8, 11, 0, 0));
  }

  @Test
  void a_ring_takes_what_fits_and_goes_on_when_there_is_room() {
    byte[] reply = new byte[4112];
    new Random(1).nextBytes(reply);
    ByteBuffer got = ByteBuffer.allocate(reply.length);
    assertThat(link.write(0, ByteBuffer.wrap(reply))).isEqualTo(1024);
    for (Random random = new Random(2); got.hasRemaining(); ) {
      take(got, 1 + random.nextInt(1024));
      link.write(link.written(), ByteBuffer.wrap(reply).position((int) link.written()));
      assertThat(link.written()).isEqualTo(Math.min(reply.length, got.position() + 1024));
    }
    assertThat(got.array()).isEqualTo(reply);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, (1L << 31) - 700, (1L << 32) - 700, (1L << 40) - 700})
  void the_words_wrap_and_the_positions_do_not(long start) {
    resumeAt(start);
    Random random = new Random(start);
    byte[] stream = new byte[5000];
    random.nextBytes(stream);
    ByteBuffer out = ByteBuffer.wrap(stream);
    ByteBuffer in = ByteBuffer.allocate(stream.length);
    while (in.hasRemaining()) {
      ask(out, random.nextInt(1025));
      ByteBuffer piece = ByteBuffer.allocate(random.nextInt(1025));
      long position = start + in.position();
      assertThat(link.read(position, piece)).isEqualTo(piece.position());
      assertThat(link.write(position, piece.flip())).isEqualTo(position + piece.limit());
      link.consumed(position + piece.limit());
      take(in, 1024);
    }
    assertThat(in.array()).isEqualTo(stream);
    assertThat(link.written()).isEqualTo(start + stream.length);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, (1L << 31) - 20, (1L << 32) - 20})
  void a_server_goes_on_wherever_the_one_before_it_stopped_publishing(long published) {
    for (int given = 0; given <= QUEUED; given++) {
      for (int taken = 0; taken <= given; taken++) {
        link = attach();
        page.store(Page.REQ_PROD, 7);
        page.store(Page.RSP_PROD, (int) published + given);
        page.store(Page.RSP_CONS, (int) published + taken);
        assertThat(link.resume(7, published, published + QUEUED, 15)).isTrue();
        assertThat(page.load(Page.FEATURES)).isEqualTo(15);
        assertThat(link.written()).isEqualTo(published + given);
        assertThat(page.load(Page.RSP_PROD)).isEqualTo((int) published + given);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"-1, 0", "41, 41", "1065, 41", "40, -985", "40, 41", "0, 1"})
  void a_server_does_not_go_on_where_none_can_have_been(int given, int taken) {
    page.store(Page.RSP_PROD, given);
    page.store(Page.RSP_CONS, taken);
    assertThat(link.resume(0, 0, QUEUED, 15)).isFalse();
    assertThat(memory.told).containsExactly(new Told(0, given, 0, 2));
    assertThat(link.read(0, ByteBuffer.allocate(1))).isEqualTo(Link.BROKEN);
  }

  @Test
  void input_before_the_position_it_resumes_at_is_let_go_of() {
    page.store(Page.REQ_PROD, 500);
    assertThat(link.resume(400, 0, 0, 15)).isTrue();
    assertThat(page.load(Page.REQ_CONS)).isEqualTo(400);
    page.store(Page.REQ_PROD, 399);
    assertThat(attach().resume(400, 0, 0, 15)).isFalse();
    page.store(Page.REQ_PROD, 1425);
    assertThat(attach().resume(400, 0, 0, 15)).isFalse();
  }

  /// A crash may have come just before the domain was told.
  @Test
  void whoever_resumes_tells_the_domain_and_looks_at_the_ring_unasked() {
    assertThat(link.resume(0, 0, 0, 15)).isTrue();
    assertThat(memory.told).hasSize(1);
    assertThat(again).containsExactly(link);
  }

  @ParameterizedTest
  @ValueSource(ints = {1025, 2000, Integer.MIN_VALUE, -1, 99})
  void input_that_cannot_be_breaks_the_link(int prod) {
    ask("x".repeat(100));
    assertThat(read(0, 1000)).hasSize(100);
    page.store(Page.REQ_PROD, prod);
    assertThat(link.read(100, ByteBuffer.allocate(10))).isEqualTo(Link.BROKEN);
    assertBroken();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1025, Integer.MIN_VALUE, -1025, -1024})
  void output_that_cannot_have_been_taken_breaks_the_link(int cons) {
    page.store(Page.RSP_CONS, cons);
    ByteBuffer much = ByteBuffer.allocate(10);
    long before = cons == -1024 ? link.write(0, much) : 0;
    assertThat(link.write(before, much)).isEqualTo(before);
    if (cons == -1024) assertThat(page.load(Page.ERROR)).isZero();
    else assertBroken();
  }

  @Test
  void a_full_ring_is_not_broken() {
    ask("x".repeat(1024));
    assertThat(read(0, 2000)).hasSize(1024);
    assertThat(link.write(0, ByteBuffer.allocate(2000))).isEqualTo(1024);
    assertThat(link.write(1024, ByteBuffer.allocate(2000))).isEqualTo(1024);
    assertThat(page.load(Page.ERROR)).isZero();
  }

  /// The words that are ours are what we say, whatever stands there.
  @Test
  void what_the_domain_writes_over_our_words_is_not_believed() {
    ask("abcdef");
    read(0, 99);
    link.write(0, bytes("reply"));
    page.store(Page.REQ_CONS, 5555);
    page.store(Page.RSP_PROD, 6666);
    assertThat(read(0, 99)).isEqualTo("abcdef");
    link.write(5, bytes("!"));
    link.consumed(6);
    assertThat(memory.told).containsExactly(new Told(6, 6, 0, 0));
    assertThat(take(99)).isEqualTo("reply!");
  }

  @Test
  void input_that_came_while_others_was_executed_is_looked_at_without_an_event() {
    ask("first");
    read(0, 99);
    ask("second");
    read(5, 1);
    link.consumed(5);
    assertThat(again).containsExactly(link);
    link.consumed(5);
    assertThat(again).hasSize(1);
    read(5, 99);
    link.consumed(11);
    assertThat(again).hasSize(1);
  }

  @Test
  void a_reset_begins_anew_and_the_domain_is_told_when_it_is_over() {
    ask("half a pack");
    read(0, 99);
    link.write(0, bytes("half a rep"));
    link.consumed(11);
    memory.told.clear();
    page.store(Page.CONNECTION, 1);
    page.store(Page.ERROR, 2);
    link.reset(15);
    assertThat(memory.told).isEmpty();
    assertThat(page.load(Page.CONNECTION)).isEqualTo(1);
    for (int word = Page.REQ_CONS; word <= Page.RSP_PROD; word += 4) {
      assertThat(page.load(word)).isZero();
    }
    assertThat(page.load(Page.FEATURES)).isEqualTo(15);
    assertThat(link.written()).isZero();
    link.opened();
    assertThat(memory.told).containsExactly(new Told(0, 0, 0, 0));
    ask("whole");
    assertThat(read(0, 99)).isEqualTo("whole");
  }

  @Test
  void a_domain_may_ask_for_a_reset_where_that_is_offered() {
    page.store(Page.CONNECTION, 1);
    assertThat(link.wantsReset()).isFalse();
    link.reset(14);
    assertThat(link.wantsReset()).isFalse();
    link.reset(1);
    assertThat(link.wantsReset()).isTrue();
    link.opened();
    assertThat(link.wantsReset()).isFalse();
  }

  @Test
  void a_link_that_was_stopped_says_why_and_does_nothing_until_it_is_reset() {
    ask("abc");
    link.stop(3);
    assertThat(memory.told).containsExactly(new Told(0, 0, 0, 3));
    assertThat(read(0, 99)).isEmpty();
    assertThat(link.write(0, bytes("abc"))).isZero();
    link.consumed(3);
    assertThat(page.load(Page.REQ_CONS)).isZero();
    link.reset(0);
    link.opened();
    assertThat(page.load(Page.ERROR)).isZero();
    assertThat(link.write(0, bytes("abc"))).isEqualTo(3);
  }

  /// The page may not be there any more.
  @Test
  void a_link_that_is_closed_touches_nothing() {
    link.close();
    link.close();
    assertThat(ends).isEqualTo(1);
    for (int word = 0; word < Page.BYTES; word += 4) page.store(word, -1);
    assertThat(link.read(0, ByteBuffer.allocate(1))).isEqualTo(Link.END);
    assertThat(link.write(0, bytes("abc"))).isZero();
    link.consumed(1);
    link.reset(1);
    link.opened();
    link.stop(1);
    assertThat(link.wantsReset()).isFalse();
    assertThat(link.resume(0, 0, 0, 15)).isFalse();
    for (int word = 0; word < Page.BYTES; word += 4) {
      assertThat(page.load(word)).isEqualTo(-1);
    }
    assertThat(memory.told).isEmpty();
  }

  private void assertBroken() {
    assertThat(page.load(Page.ERROR)).isEqualTo(2);
    assertThat(memory.told).last().extracting(Told::error).isEqualTo(2);
    assertThat(again).contains(link);
    assertThat(link.read(0, ByteBuffer.allocate(10))).isEqualTo(Link.BROKEN);
    long written = link.written();
    assertThat(link.write(written, bytes("abc"))).isEqualTo(written);
  }

  private void resumeAt(long start) {
    for (int word = Page.REQ_CONS; word <= Page.RSP_PROD; word += 4) page.store(word, (int) start);
    assertThat(link.resume(start, start, start, 15)).isTrue();
  }

  private void ask(String text) {
    ask(bytes(text), text.length());
  }

  private void ask(ByteBuffer from, int max) {
    int prod = page.load(Page.REQ_PROD);
    int room = Page.RING - (prod - page.load(Page.REQ_CONS));
    int count = Math.min(Math.min(room, max), from.remaining());
    page.copyIn(Page.REQUESTS, prod, from, count);
    page.store(Page.REQ_PROD, prod + count);
  }

  private String read(long position, int max) {
    ByteBuffer into = ByteBuffer.allocate(max);
    assertThat(link.read(position, into)).isEqualTo(into.position());
    return text(into);
  }

  private String take(int max) {
    ByteBuffer into = ByteBuffer.allocate(max);
    take(into, max);
    return text(into);
  }

  private void take(ByteBuffer into, int max) {
    int cons = page.load(Page.RSP_CONS);
    int there = Math.min(page.load(Page.RSP_PROD) - cons, max);
    int count = Math.min(there, into.remaining());
    page.copyOut(Page.RESPONSES, cons, into, count);
    page.store(Page.RSP_CONS, cons + count);
  }

  private static String text(ByteBuffer filled) {
    return US_ASCII.decode(filled.duplicate().flip()).toString();
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(US_ASCII));
  }
}
