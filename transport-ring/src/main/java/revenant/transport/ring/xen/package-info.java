/// Xen, through the libraries of its tools, which are found when a server starts: nothing of Xen is
/// needed to build. Leans on `hypervisor` and JNA.
package revenant.transport.ring.xen;
