/// The rules of a transport plug-in as tests. Leans on `revenant.api`, JUnit and AssertJ.
package revenant.testkit.transport;
