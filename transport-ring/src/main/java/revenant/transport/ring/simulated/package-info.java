/// A host with domains that is only a folder, for any number of processes, as strict as Xen is; and
/// guests that live there. Leans on `hypervisor`.
package revenant.transport.ring.simulated;
