/// The rules of a store plug-in as tests, and random trees to try them with. Leans on
/// `revenant.api`, JUnit and AssertJ.
package revenant.testkit.store;
