/// The immutable tree of a Xenstore: paths, permissions, nodes, and the persistent map below them.
/// Pure values, safe to share between threads; leans on nothing but Eclipse Collections.
package revenant.api.tree;
