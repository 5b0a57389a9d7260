/// The unix socket: one file, one selector, one thread. Leans on `revenant.api.transport` and NIO.
package revenant.transport.socket;
