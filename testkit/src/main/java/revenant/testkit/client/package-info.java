/// A client of any Xenstore server, for tests. It shares no code with the server, so that a mistake
/// there is not made here too. Leans on nothing but the JDK.
package revenant.testkit.client;
