package revenant.server.wire;

import java.util.List;
import java.util.Optional;
import revenant.api.tree.Bytes;
import revenant.server.wire.Arguments.Wrong;

/// Turns a packet's payload into a request: the one edge where text becomes data.
public final class Requests {
  private static final int UNLIMITED = -1;

  private Requests() {}

  /// The request that a payload of `type` spells, or [Request.Malformed].
  ///
  /// @param base the path that the client's relative paths start from, without a slash at the end
  public static Request parse(RequestType type, Bytes payload, String base) {
    try {
      return parse(type, new Arguments(payload, base));
    } catch (Wrong wrong) {
      return wrong.malformed();
    }
  }

  private static Request parse(RequestType type, Arguments in) throws Wrong {
    return switch (type) {
      case READ -> new Request.Read(in.path(in.only()));
      case WRITE -> new Request.Write(in.path(in.first()), in.rest());
      case MKDIR -> new Request.Mkdir(in.path(in.only()));
      case RM -> new Request.Rm(in.path(in.only()));
      case DIRECTORY -> new Request.Directory(in.path(in.only()));
      case DIRECTORY_PART -> directoryPart(in);
      case GET_PERMS -> new Request.GetPerms(in.place(in.only()));
      case SET_PERMS -> setPerms(in);
      case WATCH -> watch(in);
      case UNWATCH -> unwatch(in);
      case RESET_WATCHES -> new Request.ResetWatches();
      case TRANSACTION_START -> new Request.TransactionStart();
      case TRANSACTION_END -> transactionEnd(in.only());
      case CONTROL -> control(in);
      case GET_FEATURE -> new Request.GetFeature(Arguments.optionalDomid(in.all(0, 1), 1));
      case SET_FEATURE -> setFeature(in.all(2, 2));
      case GET_QUOTA -> getQuota(in.all(0, 2));
      case SET_QUOTA -> setQuota(in.all(2, 3));
      case INTRODUCE -> introduce(in);
      case RELEASE -> new Request.Release(Arguments.domid(in.only()));
      case RESUME -> new Request.Resume(Arguments.domid(in.only()));
      case GET_DOMAIN_PATH -> new Request.GetDomainPath(Arguments.domid(in.only()));
      case IS_DOMAIN_INTRODUCED -> new Request.IsDomainIntroduced(Arguments.domid(in.only()));
      case SET_TARGET -> setTarget(in.all(2, Integer.MAX_VALUE));
      case WATCH_EVENT, ERROR -> new Request.Malformed(Errno.ENOSYS);
    };
  }

  private static Request directoryPart(Arguments in) throws Wrong {
    List<String> strings = in.all(2, 2);
    return new Request.DirectoryPart(in.path(strings.get(0)), Arguments.number(strings.get(1)));
  }

  private static Request setPerms(Arguments in) throws Wrong {
    List<String> strings = in.all();
    return new Request.SetPerms(in.place(in.first()), in.permissions(strings));
  }

  private static Request watch(Arguments in) throws Wrong {
    List<String> strings = in.all(2, 3);
    String path = strings.get(0);
    int depth = strings.size() == 2 ? UNLIMITED : Arguments.number(strings.get(2));
    return new Request.Watch(
        in.place(path), Arguments.isRelative(path), Bytes.of(strings.get(1)), depth);
  }

  private static Request unwatch(Arguments in) throws Wrong {
    List<String> strings = in.all(2, 2);
    return new Request.Unwatch(in.place(strings.get(0)), Bytes.of(strings.get(1)));
  }

  private static Request transactionEnd(String answer) throws Wrong {
    return switch (answer) {
      case "T" -> new Request.TransactionEnd(true);
      case "F" -> new Request.TransactionEnd(false);
      default -> throw new Wrong();
    };
  }

  private static Request control(Arguments in) throws Wrong {
    List<String> strings = in.all(1, Integer.MAX_VALUE);
    return new Request.Control(strings.get(0), List.copyOf(strings.subList(1, strings.size())));
  }

  private static Request setFeature(List<String> strings) throws Wrong {
    return new Request.SetFeature(
        Arguments.domid(strings.get(0)), Arguments.number(strings.get(1)));
  }

  private static Request getQuota(List<String> strings) throws Wrong {
    Optional<String> quota = strings.isEmpty() ? Optional.empty() : Optional.of(strings.getLast());
    return new Request.GetQuota(Arguments.optionalDomid(strings, 2), quota);
  }

  private static Request setQuota(List<String> strings) throws Wrong {
    int value = Arguments.number(strings.getLast());
    return new Request.SetQuota(
        Arguments.optionalDomid(strings, 3), strings.get(strings.size() - 2), value);
  }

  private static Request introduce(Arguments in) throws Wrong {
    List<String> strings = in.all(3, Integer.MAX_VALUE);
    int port = Arguments.number(strings.get(2));
    if (port == 0) throw new Wrong();
    return new Request.Introduce(
        Arguments.domid(strings.get(0)), Arguments.signed(strings.get(1)), port);
  }

  private static Request setTarget(List<String> strings) throws Wrong {
    return new Request.SetTarget(Arguments.domid(strings.get(0)), Arguments.domid(strings.get(1)));
  }
}
