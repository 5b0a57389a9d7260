package revenant.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import revenant.api.tree.Bytes;
import revenant.api.tree.NodePath;
import revenant.api.tree.Permissions;

/// Bytes become requests here, or are malformed.
final class WireSpec {
  private static final NodePath A = NodePath.of("/a");

  private static Request parse(RequestType type, String payload) {
    return Requests.parse(type, Bytes.of(payload), "/local/domain/7");
  }

  private static void assertMalformed(RequestType type, String... payloads) {
    for (String payload : payloads)
      assertThat(parse(type, payload))
          .as("%s %s", type, Bytes.of(payload))
          .isEqualTo(new Request.Malformed(Errno.EINVAL));
  }

  private static ByteBuffer header(int type, int length) {
    ByteBuffer header = ByteBuffer.allocate(Packet.HEADER).order(ByteOrder.LITTLE_ENDIAN);
    return header.putInt(type).putInt(5).putInt(6).putInt(length).flip();
  }

  @Test
  void a_header_says_how_long_the_packet_is() {
    assertThat(Packet.length(header(2, 0))).isEqualTo(16);
    assertThat(Packet.length(header(2, 4096))).isEqualTo(16 + 4096);
    assertThat(Packet.length(header(2, 3).limit(15))).isEqualTo(Packet.UNKNOWN);
  }

  @Test
  void a_payload_longer_than_4096_breaks_the_protocol() {
    for (int length : new int[] {4097, 5000, Integer.MAX_VALUE, Integer.MIN_VALUE, -1})
      assertThat(Packet.length(header(2, length))).isEqualTo(Packet.BROKEN);
  }

  @Test
  void what_is_taken_is_what_was_put() {
    Packet packet = new Packet(11, -2, 0x3fffffff, Bytes.of("/a\0\0\u00ff"));
    ByteBuffer bytes = ByteBuffer.wrap(packet.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(Packet.take(bytes)).isEqualTo(packet);
    assertThat(bytes.hasRemaining()).isFalse();
  }

  @Test
  void what_was_taken_stays_whatever_happens_to_the_bytes() {
    byte[] bytes = new Packet(2, 1, 0, Bytes.of("/a\0")).bytes();
    Packet taken = Packet.take(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    bytes[17] = 'z';
    assertThat(taken.payload()).isEqualTo(Bytes.of("/a\0"));
  }

  @Test
  void an_event_has_no_ids() {
    ByteBuffer bytes = ByteBuffer.wrap(Packet.event("/a", Bytes.of("t")));
    Packet event = Packet.take(bytes.order(ByteOrder.LITTLE_ENDIAN));
    assertThat(event).isEqualTo(new Packet(15, 0, 0, Bytes.of("/a\0t\0")));
  }

  @Test
  void types_have_the_numbers_of_xs_wire() {
    assertThat(RequestType.of(0)).isEqualTo(RequestType.CONTROL);
    assertThat(RequestType.of(11)).isEqualTo(RequestType.WRITE);
    assertThat(RequestType.of(26)).isEqualTo(RequestType.SET_QUOTA);
    for (RequestType type : RequestType.values())
      if (type != RequestType.WATCH_EVENT && type != RequestType.ERROR)
        assertThat(RequestType.of(type.number())).isEqualTo(type);
  }

  @Test
  void what_is_no_request_has_no_type() {
    for (int number : new int[] {-1, 15, 16, 20, 27, 128, 65535, Integer.MIN_VALUE})
      assertThat(RequestType.of(number)).as("type %d", number).isNull();
  }

  @Test
  void requests_about_one_node_have_one_string() {
    assertThat(parse(RequestType.READ, "/a\0")).isEqualTo(new Request.Read(A));
    assertThat(parse(RequestType.MKDIR, "/a\0")).isEqualTo(new Request.Mkdir(A));
    assertThat(parse(RequestType.RM, "/a\0")).isEqualTo(new Request.Rm(A));
    assertThat(parse(RequestType.DIRECTORY, "/\0")).isEqualTo(new Request.Directory(NodePath.ROOT));
    assertThat(parse(RequestType.GET_PERMS, "/a\0"))
        .isEqualTo(new Request.GetPerms(new Place.At(A)));
  }

  @Test
  void one_string_ends_with_the_payload() {
    for (RequestType type :
        List.of(
            RequestType.READ,
            RequestType.MKDIR,
            RequestType.RM,
            RequestType.DIRECTORY,
            RequestType.GET_PERMS,
            RequestType.RELEASE,
            RequestType.RESUME,
            RequestType.GET_DOMAIN_PATH,
            RequestType.IS_DOMAIN_INTRODUCED,
            RequestType.TRANSACTION_END))
      assertMalformed(type, "", "/a", "/a\0\0", "/a\0x", "/a\0x\0", "\0", "\0\0");
  }

  @Test
  void paths_that_break_a_rule_are_malformed() {
    assertMalformed(
        RequestType.READ, "//\0", "/a/\0", "/a//b\0", "/a b\0", "/a.b\0", "/\u00e4\0", "a/\0");
    assertMalformed(RequestType.READ, "/" + "x".repeat(3072) + "\0");
    assertThat(parse(RequestType.READ, "/" + "x".repeat(3071) + "\0"))
        .isInstanceOf(Request.Read.class);
  }

  @Test
  void relative_paths_begin_at_the_callers_home() {
    assertThat(parse(RequestType.READ, "x/y\0"))
        .isEqualTo(new Request.Read(NodePath.of("/local/domain/7/x/y")));
  }

  @Test
  void special_names_are_for_watches_and_permissions_only() {
    assertThat(parse(RequestType.GET_PERMS, "@x\0"))
        .isEqualTo(new Request.GetPerms(new Place.Special("@x")));
    assertMalformed(RequestType.READ, "@x\0");
    assertMalformed(RequestType.WRITE, "@x\0");
    assertMalformed(RequestType.GET_PERMS, "@\0x\0", "@x/\0", "@x//1\0", "@x y\0");
  }

  @Test
  void a_value_is_all_that_follows_the_path() {
    assertThat(parse(RequestType.WRITE, "/a\0")).isEqualTo(new Request.Write(A, Bytes.EMPTY));
    assertThat(parse(RequestType.WRITE, "/a\0x\0y\0"))
        .isEqualTo(new Request.Write(A, Bytes.of("x\0y\0")));
    assertMalformed(RequestType.WRITE, "", "/a", "\0x");
  }

  @Test
  void permissions_are_a_letter_and_a_domid_each() {
    assertThat(parse(RequestType.SET_PERMS, "/a\0n0\0r65535\0"))
        .isEqualTo(
            new Request.SetPerms(new Place.At(A), Permissions.parse("n0 r65535").orElseThrow()));
    assertMalformed(
        RequestType.SET_PERMS, "", "/a\0", "/a\0n0", "/a\0x0\0", "/a\0n\0", "/a\0r1x\0");
    assertMalformed(RequestType.SET_PERMS, "/a\0n65536\0", "/a\0n-1\0", "/a\0\0");
    // What follows the last NUL counts for nothing, as in C.
    assertThat(parse(RequestType.SET_PERMS, "/a\0n0\0r1"))
        .isEqualTo(parse(RequestType.SET_PERMS, "/a\0n0\0"));
  }

  @Test
  void a_watch_has_a_token_and_perhaps_a_depth() {
    assertThat(parse(RequestType.WATCH, "/a\0t\0"))
        .isEqualTo(new Request.Watch(new Place.At(A), false, Bytes.of("t"), -1));
    assertThat(parse(RequestType.WATCH, "x\0\0002\0"))
        .isEqualTo(
            new Request.Watch(
                new Place.At(NodePath.of("/local/domain/7/x")), true, Bytes.EMPTY, 2));
    assertThat(parse(RequestType.WATCH, "@x\0t\0"))
        .isEqualTo(new Request.Watch(new Place.Special("@x"), false, Bytes.of("t"), -1));
    assertMalformed(RequestType.WATCH, "", "/a\0", "/a\0t", "/a\0t\0-1\0", "/a\0t\0x\0");
    assertMalformed(RequestType.WATCH, "/a\0t\0001\0002\0", "//\0t\0");
  }

  @Test
  void a_watch_is_taken_back_by_path_and_token() {
    assertThat(parse(RequestType.UNWATCH, "/a\0t\0"))
        .isEqualTo(new Request.Unwatch(new Place.At(A), Bytes.of("t")));
    assertMalformed(RequestType.UNWATCH, "", "/a\0", "/a\0t\0001\0", "/a/\0t\0");
  }

  @Test
  void a_transaction_ends_with_T_or_F() {
    assertThat(parse(RequestType.TRANSACTION_END, "T\0"))
        .isEqualTo(new Request.TransactionEnd(true));
    assertThat(parse(RequestType.TRANSACTION_END, "F\0"))
        .isEqualTo(new Request.TransactionEnd(false));
    assertMalformed(RequestType.TRANSACTION_END, "t\0", "TF\0", "T");
  }

  @Test
  void requests_without_arguments_need_no_payload_and_do_not_mind_one() {
    for (String payload : List.of("", "\0", "x")) {
      assertThat(parse(RequestType.TRANSACTION_START, payload))
          .isEqualTo(new Request.TransactionStart());
      assertThat(parse(RequestType.RESET_WATCHES, payload)).isEqualTo(new Request.ResetWatches());
    }
  }

  @Test
  void a_part_of_a_list_begins_at_an_offset() {
    assertThat(parse(RequestType.DIRECTORY_PART, "/a\00042\0"))
        .isEqualTo(new Request.DirectoryPart(A, 42));
    assertMalformed(RequestType.DIRECTORY_PART, "/a\0", "/a\0-1\0", "/a\0x\0", "/a\0001\0002\0");
    assertMalformed(RequestType.DIRECTORY_PART, "/a\0002147483648\0", "/a\00099999999999\0");
  }

  @Test
  void domids_are_decimal_numbers_up_to_65535() {
    assertThat(parse(RequestType.RELEASE, "65535\0")).isEqualTo(new Request.Release(65535));
    assertThat(parse(RequestType.GET_DOMAIN_PATH, "007\0")).isEqualTo(new Request.GetDomainPath(7));
    assertMalformed(RequestType.RELEASE, "65536\0", "-1\0", "+1\0", "0x1\0", " 1\0", "1 \0");
  }

  @Test
  void an_introduction_has_a_domain_a_page_and_a_port() {
    assertThat(parse(RequestType.INTRODUCE, "1\0-2\0003\0"))
        .isEqualTo(new Request.Introduce(1, -2, 3));
    assertThat(parse(RequestType.INTRODUCE, "1\0002\0003\0reserved\0"))
        .isEqualTo(new Request.Introduce(1, 2, 3));
    assertMalformed(RequestType.INTRODUCE, "", "1\0002\0", "1\0002\0000\0", "1\0x\0003\0");
  }

  @Test
  void a_target_is_set_with_two_domids() {
    assertThat(parse(RequestType.SET_TARGET, "1\0002\0")).isEqualTo(new Request.SetTarget(1, 2));
    assertMalformed(RequestType.SET_TARGET, "", "1\0", "x\0001\0", "1\0x\0", "1\0002");
  }

  @Test
  void features_are_asked_for_and_set() {
    assertThat(parse(RequestType.GET_FEATURE, ""))
        .isEqualTo(new Request.GetFeature(OptionalInt.empty()));
    assertThat(parse(RequestType.GET_FEATURE, "1\0"))
        .isEqualTo(new Request.GetFeature(OptionalInt.of(1)));
    assertThat(parse(RequestType.SET_FEATURE, "1\00014\0"))
        .isEqualTo(new Request.SetFeature(1, 14));
    assertMalformed(RequestType.GET_FEATURE, "x\0", "1\0002\0");
    assertMalformed(RequestType.SET_FEATURE, "", "1\0", "1\0x\0", "1\0002\0003\0");
  }

  @Test
  void limits_are_asked_for_and_set() {
    OptionalInt all = OptionalInt.empty();
    assertThat(parse(RequestType.GET_QUOTA, ""))
        .isEqualTo(new Request.GetQuota(all, Optional.empty()));
    assertThat(parse(RequestType.GET_QUOTA, "nodes\0"))
        .isEqualTo(new Request.GetQuota(all, Optional.of("nodes")));
    assertThat(parse(RequestType.GET_QUOTA, "1\0nodes\0"))
        .isEqualTo(new Request.GetQuota(OptionalInt.of(1), Optional.of("nodes")));
    assertThat(parse(RequestType.SET_QUOTA, "nodes\0005\0"))
        .isEqualTo(new Request.SetQuota(all, "nodes", 5));
    assertThat(parse(RequestType.SET_QUOTA, "1\0nodes\0005\0"))
        .isEqualTo(new Request.SetQuota(OptionalInt.of(1), "nodes", 5));
    assertMalformed(RequestType.GET_QUOTA, "x\0nodes\0", "1\0nodes\0x\0");
    assertMalformed(RequestType.SET_QUOTA, "", "nodes\0", "nodes\0x\0", "1\0n\0002\0003\0");
  }

  @Test
  void a_control_command_has_any_arguments() {
    assertThat(parse(RequestType.CONTROL, "log\0"))
        .isEqualTo(new Request.Control("log", List.of()));
    assertThat(parse(RequestType.CONTROL, "quota\0set\0nodes\0005\0"))
        .isEqualTo(new Request.Control("quota", List.of("set", "nodes", "5")));
    assertMalformed(RequestType.CONTROL, "", "log");
  }

  @Test
  void bytes_after_the_last_string_are_left_out() {
    assertThat(parse(RequestType.WATCH, "/a\0t\0rest"))
        .isEqualTo(parse(RequestType.WATCH, "/a\0t\0"));
    assertThat(parse(RequestType.CONTROL, "log\0rest"))
        .isEqualTo(parse(RequestType.CONTROL, "log\0"));
  }

  @Test
  void no_payload_whatever_does_anything_but_parse_or_be_malformed() {
    for (RequestType type : RequestType.values()) {
      for (String payload :
          List.of("", "\0", "\0\0\0", "@", "@\0", "/", "\u00ff\u00ff\0", "1\0\0\0\0"))
        assertThat(parse(type, payload)).isNotNull();
    }
  }

  @Test
  void only_errors_that_clients_know_can_be_told() {
    assertThat(Errno.values())
        .extracting(Errno::name)
        .containsExactlyInAnyOrder(
            "EINVAL",
            "EACCES",
            "EEXIST",
            "EISDIR",
            "ENOENT",
            "ENOMEM",
            "ENOSPC",
            "EIO",
            "ENOTEMPTY",
            "ENOSYS",
            "EROFS",
            "EBUSY",
            "EAGAIN",
            "EISCONN",
            "E2BIG",
            "EPERM");
  }
}
