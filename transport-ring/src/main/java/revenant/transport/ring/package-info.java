/// Rings as links: what the words of a page mean, and who is woken when. Leans on
/// `revenant.api.transport` and the port in `hypervisor`.
package revenant.transport.ring;
