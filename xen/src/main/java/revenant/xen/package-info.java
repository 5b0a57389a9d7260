/// A machine with Xen in it, emulated by QEMU, and what is said there. Leans on the folders that
/// `build-images` and the launcher made, and on no module of ours.
package revenant.xen;
