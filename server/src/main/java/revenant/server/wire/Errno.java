package revenant.server.wire;

/// The errors that a client can be told: the names of `xsd_errors[]` in io/xs_wire.h, and no
/// others, because a client's library turns any other name into EINVAL.
public enum Errno {
  /// The request is malformed.
  EINVAL,
  /// Not permitted, or not permitted to know whether there is such a node.
  EACCES,
  /// There is one already.
  EEXIST,
  /// Never sent.
  EISDIR,
  /// There is no such thing.
  ENOENT,
  /// Never sent but for a transaction in which an operation ran into a limit.
  ENOMEM,
  /// A limit is reached.
  ENOSPC,
  /// The server failed.
  EIO,
  /// Never sent.
  ENOTEMPTY,
  /// No such request type.
  ENOSYS,
  /// Never sent.
  EROFS,
  /// Not now, because of what is going on.
  EBUSY,
  /// The transaction conflicts with what happened meanwhile: try again.
  EAGAIN,
  /// Never sent.
  EISCONN,
  /// The answer does not fit a packet.
  E2BIG,
  /// Only the control domain may do that.
  EPERM
}
