/// `bin/revenant guest`: plays domains on a simulated host, from processes of their own.
package revenant.transport.ring.guest;
