/// What a ring needs of whatever runs the domains, and the page that both ends share. Leans on
/// `revenant.api.transport`, and on JNA for the C library.
package revenant.transport.ring.hypervisor;
