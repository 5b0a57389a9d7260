/// The daemon as a real process: start the distribution, kill it, start it again. Leans on
/// `revenant.testkit.client`.
package revenant.testkit.process;
