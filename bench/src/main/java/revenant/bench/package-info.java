/// The load driver: scenarios, each measured on every target in turn, and a table of the medians.
/// Leans on nothing but the JDK, so that what is measured is the server.
package revenant.bench;
