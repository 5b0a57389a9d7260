/// Many calls of the kernel as one, where it offers that: io_uring(7). Leans on JNA.
package revenant.transport.socket.batch;
